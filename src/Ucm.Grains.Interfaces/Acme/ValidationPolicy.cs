using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>How an ACME server wants its names validated.</summary>
/// <param name="AccountUrl">The URL of the account that orders, as CAA records name it (RFC 8657 §3).</param>
/// <param name="CaaIdentities">The names of this authority in CAA records (RFC 8659 §4.2).</param>
/// <param name="AskAuthoritative">The servers of a zone are asked and not a resolver.</param>
/// <param name="ShowAddresses">Whether clients may see internal addresses, and what hosts there answered.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.validation-policy")]
public sealed record ValidationPolicy(
    [property: Id(0)] string AccountUrl,
    [property: Id(1)] CaaMode Caa,
    [property: Id(2)] ImmutableArray<string> CaaIdentities,
    [property: Id(3)] bool AskAuthoritative = false,
    [property: Id(4)] bool ShowAddresses = true);

/// <summary>How CAA records are heeded.</summary>
// Sent: numbers are forever.
public enum CaaMode
{
    /// <summary>Not asked for.</summary>
    Off = 0,

    /// <summary>What they forbid is logged and issued all the same.</summary>
    Warn = 1,

    /// <summary>What they forbid, and what cannot be read, is refused.</summary>
    Enforce = 2,
}
