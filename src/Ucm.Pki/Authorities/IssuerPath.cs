using System.Diagnostics.CodeAnalysis;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Authorities;

/// <summary>The issuers of an authority's certificate up to a root (RFC 5280 §6.1), for certificates that came from elsewhere.</summary>
public static class IssuerPath
{
    private const int MaxLength = 8;

    /// <summary>
    /// True when the subject, the public key and the algorithm of <paramref name="issuer"/> are those of the certificate's signature. Names are
    /// compared by value (RFC 5280 §7.1).
    /// </summary>
    public static bool IsIssuer(ParsedCertificate issuer, ParsedCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(certificate);
        return issuer.Subject.Matches(certificate.Issuer)
            && certificate.SignatureAlgorithm.Span.SequenceEqual(certificate.TbsSignatureAlgorithm.Span)
            && PublicKeyInfo.TryParse(issuer.SubjectPublicKeyInfo, out var key, out _)
            && key.Verify(certificate.Tbs.Span, certificate.Signature.Span, certificate.SignatureAlgorithm.Span);
    }

    /// <summary>
    /// True for a trust anchor: it names itself as its issuer, and nothing of it points at another key. Its own signature proves nothing, so that one
    /// by an algorithm that is not accepted any more (SHA-1) does not matter; one that could be verified and does not is no root's.
    /// </summary>
    public static bool IsRoot(ParsedCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (!certificate.Subject.Matches(certificate.Issuer))
        {
            return false;
        }

        var namesOwnKey = certificate.AuthorityKeyIdentifier is not { } issuer || certificate.SubjectKeyIdentifier is not { } own
            || own.Span.SequenceEqual(issuer.Span);
        return SignatureScheme.Find(certificate.SignatureAlgorithm.Span) is null ? namesOwnKey : IsIssuer(certificate, certificate);
    }

    /// <summary>
    /// Issuers, nearest first, root last; empty for a root. Of several certificates of one issuer the one that is valid now and longest is taken,
    /// then the earlier candidate; each must be a valid authority whose path length and name constraints allow what is below it. Faults: Policy.
    /// </summary>
    public static bool TryBuild(
        ParsedCertificate certificate,
        IReadOnlyList<ParsedCertificate> candidates,
        DateTimeOffset now,
        [NotNullWhen(true)] out IReadOnlyList<ParsedCertificate>? path,
        [NotNullWhen(false)] out PkiFault? fault)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        var issuers = new List<ParsedCertificate>();
        var current = certificate;
        (path, fault) = (null, null);
        while (!IsRoot(current))
        {
            if (issuers.Count == MaxLength || FindIssuer(current, candidates, now) is not { } issuer)
            {
                fault = NoIssuer(current, candidates);
                return false;
            }

            fault = Check(issuer, certificate, issuers, now);
            if (fault is not null)
            {
                return false;
            }

            issuers.Add(issuer);
            current = issuer;
        }

        path = issuers;
        return true;
    }

    /// <summary>Why the signature of a certificate that names the issuer is not that issuer's; for one of which <see cref="IsIssuer"/> is false.</summary>
    public static string ExplainSignature(ParsedCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return SignatureScheme.Find(certificate.SignatureAlgorithm.Span) is null
            ? $"It is signed with {SignatureAlgorithmNames.Describe(certificate.SignatureAlgorithm)}, which is not accepted; {SignatureAlgorithmNames.Accepted} are."
            : "It names the authority but is not signed with its key, which is probably an earlier one: import that key as a second authority, and this certificate there.";
    }

    private static ParsedCertificate? FindIssuer(ParsedCertificate certificate, IReadOnlyList<ParsedCertificate> candidates, DateTimeOffset now) => candidates
        .Where(candidate => IsIssuer(candidate, certificate))
        .OrderByDescending(candidate => AuthorityCertificateRules.CheckTime(candidate, now) is null)
        .ThenByDescending(static candidate => candidate.NotAfter)
        .FirstOrDefault();

    private static PkiFault NoIssuer(ParsedCertificate certificate, IReadOnlyList<ParsedCertificate> candidates)
    {
        var lost = $"The certificate of {certificate.Subject} cannot be followed to a root:";
        if (SignatureScheme.Find(certificate.SignatureAlgorithm.Span) is null)
        {
            return Refuse(
                $"{lost} its issuer signed it with {SignatureAlgorithmNames.Describe(certificate.SignatureAlgorithm)}, which is not accepted; {SignatureAlgorithmNames.Accepted} are. "
                + "Have it certified again for the same key.");
        }

        return candidates.Any(candidate => candidate.Subject.Matches(certificate.Issuer))
            ? Refuse($"{lost} the certificate of its issuer {certificate.Issuer} that is here or in the file has another key than the one that signed it.")
            : Refuse($"{lost} its issuer {certificate.Issuer} is neither here nor in the file.");
    }

    private static PkiFault? Check(ParsedCertificate issuer, ParsedCertificate certificate, List<ParsedCertificate> between, DateTimeOffset now)
    {
        if (AuthorityCertificateRules.CheckTime(issuer, now) is { } untimely)
        {
            return untimely;
        }

        if (!issuer.IsAuthority || issuer.KeyUsage?.HasFlag(KeyUsages.KeyCertSign) == false)
        {
            return Refuse($"The issuer {issuer.Subject} is not an authority that may sign certificates.");
        }

        if (issuer.PathLength is { } length && length < between.Count(static one => !one.Subject.Matches(one.Issuer)) + 1)
        {
            return Refuse($"The path length of the issuer {issuer.Subject} does not allow the authorities below it.");
        }

        var constrained = between.Append(certificate).FirstOrDefault(below => issuer.NameConstraints?.Check(below.Subject, below.Names) is not null);
        return constrained is null ? null : Refuse($"The name constraints of the issuer {issuer.Subject} do not allow {constrained.Subject}.");
    }

    private static PkiFault Refuse(string detail) => new(PkiFaultKind.Policy, detail);
}
