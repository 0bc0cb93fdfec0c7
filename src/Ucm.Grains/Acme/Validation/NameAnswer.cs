using System.Net;
using DnsClient;
using DnsClient.Protocol;

namespace Ucm.Grains.Acme.Validation;

/// <summary>What a name server said to one question.</summary>
/// <param name="Server">The server that said it, as <c>address:port</c>; all that were asked when none said anything.</param>
/// <param name="Why">A clause for when it is of no use.</param>
internal sealed record NameAnswer(QueryType Type, NameAnswerKind Kind, string Server, string Why, IReadOnlyList<DnsResourceRecord> Records)
{
    /// <summary>The server knows; false when it failed or said nothing.</summary>
    public bool IsAnswer => Kind is NameAnswerKind.Answer or NameAnswerKind.NoSuchName;

    public IPAddress[] Addresses => [.. Records.OfType<AddressRecord>().Select(static record => record.Address)];
}

internal enum NameAnswerKind
{
    Answer,

    /// <summary>NXDOMAIN.</summary>
    NoSuchName,

    /// <summary>SERVFAIL, REFUSED and the like, and what cannot be read.</summary>
    Failed,

    /// <summary>Nothing came in time.</summary>
    Silent,
}
