using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.RateLimits;

namespace Ucm.Grains.RateLimits;

/// <summary>The limit on refused sign-ins per address. A unit is taken before the work, so that parallel attempts cannot slip through, and given back on success.</summary>
internal sealed class SignInLimit(IGrainFactory grains, IOptions<RateLimitOptions> options)
{
    private readonly RateLimitRule _rule = new(options.Value.SignInFailuresPerMinute, TimeSpan.FromMinutes(1));

    public Task<TimeSpan> Take(string? address, CancellationToken cancellationToken) =>
        Grain(address)?.Take(_rule, cancellationToken) ?? Task.FromResult(TimeSpan.Zero);

    /// <summary>Nobody waits for it: should it be lost, the address has one unit less for a while, and what was signed in or redeemed stays so.</summary>
    public void GiveBack(string? address) => Grain(address)?.GiveBack(_rule, CancellationToken.None).Ignore();

    /// <summary>One household or server has a whole /64, so that is what counts as one address.</summary>
    internal static string Subject(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(plain.GetAddressBytes().AsSpan(0, 8)) + "/64"
            : plain.ToString();
    }

    private IRateLimitGrain? Grain(string? address) =>
        options.Value.Enabled && IPAddress.TryParse(address, out var parsed) ? grains.RateLimit("sign-in", Subject(parsed)) : null;
}
