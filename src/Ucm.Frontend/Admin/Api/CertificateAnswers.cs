using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Certificates as REST shows them.</summary>
internal static class CertificateAnswers
{
    public static string ToName(this CertificateStatus status, DateTimeOffset notAfter, DateTimeOffset now) => status switch
    {
        CertificateStatus.Good => notAfter < now ? "expired" : "valid",
        CertificateStatus.Revoked => "revoked",
        CertificateStatus.OnHold => "on_hold",
        CertificateStatus.Voided => "voided",
        _ => "reserved",
    };

    /// <summary>As stored; <paramref name="chain"/> null in lists, which carry no bytes.</summary>
    public static CertificateAnswer ToAnswer(this CertificateRecord record, DateTimeOffset now, IEnumerable<ImmutableArray<byte>>? chain = null)
    {
        var answer = new CertificateAnswer
        {
            Id = record.Key.ToId(),
            Serial = record.Key.Serial.Hex,
            Authority = record.Key.Authority.Value,
            Status = record.Status.ToName(record.NotAfter, now),
            Profile = record.Profile,
            ProfileVersion = record.ProfileVersion,
            IgnoredExtensions = [.. record.IgnoredExtensions ?? []],
            Subject = record.Subject,
            Names = [.. record.Names.Select(static name => name.ToText())],
            NotBefore = record.NotBefore,
            NotAfter = record.NotAfter,
            CreatedAt = record.CreatedAt,
            Requester = record.Requester,
            KeySha256 = record.PublicKeyHash.IsDefaultOrEmpty ? null : Convert.ToHexStringLower(record.PublicKeyHash.AsSpan()),
            Revocation = record.Revocation is { } revocation ? Revocation(revocation) : null,
            Channel = record.Way.ToName(),
            Renews = record.Renews?.ToId(),
            RenewedBy = record.RenewedBy?.ToId(),
        }.With(record.Annotations);
        return chain is null ? answer : (record.Der.IsDefaultOrEmpty ? answer : answer.WithContent(record.Der)) with { Chain = Pem(chain) };
    }

    public static CertificateAnswer With(this CertificateAnswer answer, CertificateAnnotations? annotations) => annotations is null
        ? answer
        : answer with
        {
            Labels = annotations.Labels.IsDefaultOrEmpty ? null : Sorted(annotations.Labels),
            Owner = annotations.Owner is { Length: > 0 } owner ? owner : null,
            Notes = annotations.Notes is { Length: > 0 } notes ? notes : null,
        };

    private static SortedDictionary<string, string> Sorted(ImmutableArray<CertificateLabel> labels)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            sorted[label.Name] = label.Value;
        }

        return sorted;
    }

    /// <summary>As just issued: what the record would say is read from the bytes, without another call.</summary>
    public static CertificateAnswer ToAnswer(this IssuedCertificate issued, string profile, string requester, DateTimeOffset now)
    {
        if (!ParsedCertificate.TryParse(issued.Der.AsMemory(), out var parsed, out _))
        {
            throw new InvalidOperationException("An issued certificate cannot be read.");
        }

        var answer = new CertificateAnswer
        {
            Id = issued.Key.ToId(),
            Serial = issued.Key.Serial.Hex,
            Authority = issued.Key.Authority.Value,
            Status = CertificateStatus.Good.ToName(issued.NotAfter, now),
            Profile = profile,
            ProfileVersion = issued.ProfileVersion,
            IgnoredExtensions = [.. issued.IgnoredExtensions ?? []],
            Subject = parsed.Subject.ToString(),
            Names = [.. parsed.Names.Select(static name => name.ToText())],
            NotBefore = issued.NotBefore,
            NotAfter = issued.NotAfter,
            CreatedAt = issued.CreatedAt,
            Requester = requester,
            KeySha256 = Convert.ToHexStringLower(SHA256.HashData(parsed.SubjectPublicKeyInfo.Span)),
            Channel = WayIn.Rest.ToName(),
        };
        return answer.WithContent(issued.Der) with { Chain = Pem(issued.Chain) };
    }

    /// <summary>What only the bytes say. What was imported may have what we cannot read; then that part is left out.</summary>
    private static CertificateAnswer WithContent(this CertificateAnswer answer, ImmutableArray<byte> der)
    {
        answer = answer with
        {
            Certificate = Pem(der),
            Fingerprints = new FingerprintsAnswer { Sha256 = Convert.ToHexStringLower(SHA256.HashData(der.AsSpan())), Sha1 = Sha1(der) },
        };
        return ParsedCertificate.TryParse(der.AsMemory(), out var parsed, out _)
            ? answer with
            {
                Issuer = parsed.Issuer.ToString(),
                Key = PublicKeyInfo.TryParse(parsed.SubjectPublicKeyInfo, out var key, out _)
                    ? new CertificateKeyAnswer { Algorithm = key.Kind.ToString().ToLowerInvariant(), Size = key.Bits, Curve = key.Curve }
                    : null,
                KeyUsage = parsed.KeyUsage is { } usage ? usage.ToNames() : [],
                ExtendedKeyUsage = parsed.ExtendedKeyUsage,
            }
            : answer;
    }

    [SuppressMessage("Security", "CA5350", Justification = "Shown for comparison; nothing rests on it.")]
    private static string Sha1(ImmutableArray<byte> der) => Convert.ToHexStringLower(SHA1.HashData(der.AsSpan()));

    public static RevocationAnswer ToAnswer(this RevocationReceipt receipt) => new()
    {
        Id = receipt.Key.ToId(),
        Status = receipt.Reason switch
        {
            RevocationReason.CertificateHold => "on_hold",
            RevocationReason.RemoveFromCrl => "valid",
            _ => "revoked",
        },
        RevokedAt = receipt.RevokedAt,
        Reason = receipt.Reason.ToName(),
        Sequence = receipt.Sequence,
    };

    /// <summary>PEM with a newline at its end, so that blocks can follow each other (RFC 7468 §2).</summary>
    public static string Pem(ImmutableArray<byte> der) => PemEncoding.WriteString("CERTIFICATE", der.AsSpan()) + "\n";

    public static string Pem(IEnumerable<ImmutableArray<byte>> ders) => string.Concat(ders.Select(Pem));

    private static RevocationAnswer Revocation(RevocationDetail detail) => new()
    {
        RevokedAt = detail.RevokedAt,
        Reason = detail.Reason.ToName(),
        Sequence = detail.Sequence,
        InvalidityDate = detail.InvalidityDate,
    };
}
