using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>An ACME account (RFC 8555 §7.1.2).</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER.</param>
/// <param name="Thumbprint">RFC 7638, base64url.</param>
/// <param name="Contact">Validated <c>mailto:</c> URLs.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-account")]
public sealed record AcmeAccount(
    [property: Id(0)] string Id,
    [property: Id(1)] AcmeAccountStatus Status,
    [property: Id(2)] ImmutableArray<byte> PublicKey,
    [property: Id(3)] string Thumbprint,
    [property: Id(4)] ImmutableArray<string> Contact,
    [property: Id(5)] bool TermsAgreed,
    [property: Id(6)] DateTimeOffset CreatedAt)
{
    /// <summary>The ACME server that it was made at; null for one of an earlier version. It may order at others too.</summary>
    [Id(7)]
    public string? Server { get; init; }

    /// <summary>The key id of the external account that it is bound to (RFC 8555 §7.3.4); null for none.</summary>
    [Id(8)]
    public string? ExternalAccount { get; init; }
}

/// <summary>RFC 8555 §7.1.6.</summary>
// Stored and sent: numbers are forever.
public enum AcmeAccountStatus
{
    Valid = 0,
    Deactivated = 1,
    Revoked = 2,
}
