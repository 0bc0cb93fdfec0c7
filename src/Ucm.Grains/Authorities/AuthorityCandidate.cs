using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Pki.Authorities;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities;

/// <summary>An authority from elsewhere that may come in: everything about it was checked. Owns its key.</summary>
/// <param name="Issuer">The authority here that issued it; null for a root, and when its issuer is not here.</param>
/// <param name="Path">Its issuers, nearest first, root last.</param>
internal sealed record AuthorityCandidate(AuthorityFile File, AuthoritySnapshot? Issuer, IReadOnlyList<ParsedCertificate> Path, CrlNumberFloor Floor)
    : IDisposable
{
    public ParsedCertificate Certificate => File.Certificate;

    public string CertificateHash { get; } = Convert.ToHexStringLower(SHA256.HashData(File.Certificate.Der.Span));

    /// <summary>As <see cref="CertificateHash"/>, separated by spaces; null when there are none.</summary>
    public string? EarlierHashes =>
        File.Earlier.Count == 0 ? null : string.Join(' ', File.Earlier.Select(static one => Convert.ToHexStringLower(SHA256.HashData(one.Der.Span))));

    public string KeyAlgorithm => File.Key.Algorithm.ToName();

    public AuthoritySnapshot ToSnapshot(AuthorityId id) => new(
        id,
        Certificate.Subject.CommonName ?? id.Value,
        AuthorityStatus.Online,
        [.. Certificate.Der.Span],
        [.. Path.Select(static issuer => ImmutableArray.Create(issuer.Der.Span))],
        AuthorityKeys.IdOf(id),
        KeyAlgorithm,
        Issuer?.Id,
        Certificate.NotBefore,
        Certificate.NotAfter,
        CrlPolicyRules.Default with { NumberFloor = Floor.Small, NumberOffset = Floor.Offset },
        Version: 1)
    {
        Earlier = File.Earlier.Count == 0 ? null : [.. File.Earlier.Select(static one => ImmutableArray.Create(one.Der.Span))],
    };

    public void Dispose() => File.Dispose();
}
