using System.Diagnostics.CodeAnalysis;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Authorities;

/// <summary>The issuers of an authority's certificate up to a root (RFC 5280 §6.1), for certificates that came from elsewhere.</summary>
public static class IssuerPath
{
    private const int MaxLength = 8;

    /// <summary>True when the subject, the public key and the algorithm of <paramref name="issuer"/> are those of the certificate's signature.</summary>
    public static bool IsIssuer(ParsedCertificate issuer, ParsedCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(certificate);
        return issuer.Subject.Equals(certificate.Issuer)
            && certificate.SignatureAlgorithm.Span.SequenceEqual(certificate.TbsSignatureAlgorithm.Span)
            && PublicKeyInfo.TryParse(issuer.SubjectPublicKeyInfo, out var key, out _)
            && key.Verify(certificate.Tbs.Span, certificate.Signature.Span, certificate.SignatureAlgorithm.Span);
    }

    /// <summary>
    /// Issuers, nearest first, root last; empty for a root. An earlier candidate is preferred; each must be a valid authority whose path length and name constraints allow
    /// what is below it. Faults: Policy.
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
        while (!IsIssuer(current, current))
        {
            if (issuers.Count == MaxLength || candidates.FirstOrDefault(candidate => IsIssuer(candidate, current)) is not { } issuer)
            {
                fault = Refuse($"The certificate of {current.Subject} cannot be followed to a root: its issuer {current.Issuer} is neither here nor in the file, or did not sign it with an accepted algorithm.");
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

        if (issuer.PathLength is { } length && length < between.Count(static one => !one.Subject.Equals(one.Issuer)) + 1)
        {
            return Refuse($"The path length of the issuer {issuer.Subject} does not allow the authorities below it.");
        }

        var constrained = between.Append(certificate).FirstOrDefault(below => issuer.NameConstraints?.Check(below.Subject, below.Names) is not null);
        return constrained is null ? null : Refuse($"The name constraints of the issuer {issuer.Subject} do not allow {constrained.Subject}.");
    }

    private static PkiFault Refuse(string detail) => new(PkiFaultKind.Policy, detail);
}
