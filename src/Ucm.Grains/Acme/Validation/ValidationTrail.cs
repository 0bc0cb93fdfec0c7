using System.Collections.Immutable;
using System.Net;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Grains.Acme.Validation;

/// <summary>What one attempt did, for the client's eyes (validationRecord).</summary>
internal sealed class ValidationTrail
{
    private readonly List<ValidationHop> hops = [];

    public ImmutableArray<ValidationHop> Hops => [.. hops];

    /// <summary>The last URL that was asked for, with the address that it was asked at.</summary>
    public string Last => hops[^1].Used is { } address ? $"{hops[^1].Url} (at {address})" : $"{hops[^1].Url}";

    public void Ask(Uri url) => Ask(url.AbsoluteUri);

    public void Ask(string url) => hops.Add(new ValidationHop(url, [], null));

    public void Resolved(IEnumerable<IPAddress> addresses) => hops[^1] = hops[^1] with { Resolved = [.. addresses.Select(static address => address.ToString())] };

    public void Used(IPAddress address) => Used(address.ToString());

    public void Used(string server) => hops[^1] = hops[^1] with { Used = server };
}
