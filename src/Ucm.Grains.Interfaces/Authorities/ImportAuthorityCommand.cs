using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>Take over an authority from another product.</summary>
/// <param name="Pkcs12">Its key, certificate and issuers (RFC 7292), as they were exported: only the silo opens it.</param>
/// <param name="Issuer">The authority here that issued it; null to look for one.</param>
/// <param name="CrlNumberFloor">
/// The number of the last CRL that was published elsewhere; those from here have greater ones. The greatest of this, <see cref="LargeCrlNumberFloor"/> and
/// <see cref="LastCrl"/> counts.
/// </param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.import-authority-command")]
public sealed record ImportAuthorityCommand(
    [property: Id(0)] ImmutableArray<byte> Pkcs12,
    [property: Id(1)] SecretText Password,
    [property: Id(2)] AuthorityId? Issuer,
    [property: Id(3)] long CrlNumberFloor,
    [property: Id(4)] Caller Caller)
{
    /// <summary>Octets: some 20,000 entries. Of a longer CRL the number can be given.</summary>
    public const int MaxCrl = 1024 * 1024;

    /// <summary>As <see cref="CrlNumberFloor"/>, for one that is greater than <see cref="MaxCrlNumberFloor"/>; decimal, or null.</summary>
    [Id(8)]
    public string? LargeCrlNumberFloor { get; init; }

    /// <summary>The last CRL that was published elsewhere, DER, to take its number from; or empty.</summary>
    [Id(9)]
    public ImmutableArray<byte> LastCrl { get; init; } = [];

    /// <summary>Instead of <see cref="Pkcs12"/>: the certificate and its issuers, PEM; or null.</summary>
    [Id(20)]
    public string? Certificates { get; init; }

    /// <summary>Beside <see cref="Certificates"/>: the private key, PEM, which <see cref="Password"/> decrypts if it is encrypted. Only the silo opens it.</summary>
    [Id(21)]
    public SecretText? Key { get; init; }

    /// <summary>Beyond it numbers are counted from <see cref="CrlPolicy.NumberOffset"/>.</summary>
    public const long MaxCrlNumberFloor = 1_000_000_000_000_000_000;
}
