using System.Net;
using DnsClient;
using Microsoft.Extensions.Options;

namespace Ucm.Grains.Acme.Validation;

/// <summary>The name servers that this silo asks: the configured ones, or else those of the system (resolv.conf), which are read again each minute.</summary>
internal sealed class DnsServers(IOptions<AcmeValidationOptions> options, DnsQuestions questions, TimeProvider clock)
{
    private static readonly TimeSpan SystemKnown = TimeSpan.FromMinutes(1);

    private SystemServers? system;

    /// <summary>Null when there are none, and addresses are found as the system finds them.</summary>
    public NameServers? Configured { get; } = options.Value.DnsServers.Count > 0
        ? new NameServers(options.Value.DnsServers.Select(Parse), questions, clock)
        : null;

    /// <exception cref="ValidationException">None is configured, and the system has none.</exception>
    public NameServers Current => Configured ?? OfSystem();

    private static IPEndPoint Parse(string text)
    {
        var server = IPEndPoint.Parse(text);
        return server.Port == 0 ? new IPEndPoint(server.Address, NameServer.DefaultPort) : server;
    }

    private NameServers OfSystem()
    {
        var now = clock.GetUtcNow();
        if (system is { } known && now - known.At < SystemKnown)
        {
            return known.Servers;
        }

        var named = NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false);
        IPEndPoint[] found = [.. named.Select(static one => new IPEndPoint(IPAddress.Parse(one.Address), one.Port))];
        if (found.Length == 0)
        {
            throw ValidationException.Dns("This server knows no name server: the system has none, and Ucm:Acme:Validation:DnsServers names none.");
        }

        system = new SystemServers(now, new NameServers(found, questions, clock));
        return system.Servers;
    }

    private sealed record SystemServers(DateTimeOffset At, NameServers Servers);
}
