using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Authorities;

/// <summary>What an authority remembers: what it was to become, and what it is.</summary>
/// <param name="Plan">Null until it is created.</param>
/// <param name="Attempt">Which request id its own certificate is issued under; grows when an attempt was voided.</param>
/// <param name="Snapshot">Null until it has its certificate.</param>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.authority-state")]
internal sealed record AuthorityState(
    [property: Id(0)] AuthorityPlan? Plan,
    [property: Id(1)] int Attempt,
    [property: Id(2)] AuthoritySnapshot? Snapshot)
{
    /// <summary>Set when it was made elsewhere and taken over, instead of a plan.</summary>
    [Id(3)]
    public ImportedAuthority? Import { get; init; }

    public AuthorityState()
        : this(null, 1, null)
    {
    }
}

/// <summary>What was asked for at creation; the same plan again is the same authority.</summary>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.authority-plan")]
internal sealed record AuthorityPlan(
    [property: Id(0)] string Subject,
    [property: Id(1)] string KeyAlgorithm,
    [property: Id(2)] TimeSpan Validity,
    [property: Id(3)] int? PathLength,
    [property: Id(4)] AuthorityId? Issuer)
{
    /// <summary>Normal form of an <see cref="Interfaces.Documents.AuthorityExtensionsDocument"/>, so that plans compare by value; null for none.</summary>
    [Id(5)]
    public string? Extensions { get; init; }

    public static AuthorityPlan Of(CreateAuthorityCommand command) =>
        new(command.Subject, command.KeyAlgorithm, command.Validity, command.PathLength, command.Issuer);
}

/// <summary>What is being, or was, taken over: the same certificate again is the same authority.</summary>
/// <param name="CertificateHash">SHA-256 of the DER, lower-case hex.</param>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.imported-authority")]
internal sealed record ImportedAuthority([property: Id(0)] string CertificateHash, [property: Id(1)] long CrlNumberFloor)
{
    /// <summary><see cref="CrlPolicy.NumberOffset"/>, when the last number was too great for <see cref="CrlNumberFloor"/>.</summary>
    [Id(2)]
    public string? CrlNumberOffset { get; init; }
}
