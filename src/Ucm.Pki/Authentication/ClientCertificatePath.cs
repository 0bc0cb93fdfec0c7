using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Pki.Authorities;
using Ucm.Pki.X509;

namespace Ucm.Pki.Authentication;

/// <summary>
/// Decides whether a certificate may prove who a client is: its path to a trust anchor (RFC 5280 §6.1) and what its key may be used for. Revocation is
/// the caller's.
/// </summary>
public static class ClientCertificatePath
{
    /// <summary>Octets of one certificate.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>The client's own certificate and the intermediates that it sends.</summary>
    public const int MaxCount = 8;

    private const string AnyPurpose = "2.5.29.37.0";

    /// <summary>
    /// The path from the client's certificate (first) to an anchor (last), both included, or the reason why there is none. An anchor need not be self-signed.
    /// Nothing of the system counts and nothing is downloaded. Faults: Malformed, Policy.
    /// </summary>
    /// <param name="presented">DER, the client's own first; the others in any order.</param>
    public static bool TryVerify(
        IReadOnlyList<ReadOnlyMemory<byte>> presented,
        IReadOnlyList<ParsedCertificate> anchors,
        DateTimeOffset now,
        [NotNullWhen(true)] out IReadOnlyList<ParsedCertificate>? path,
        [NotNullWhen(false)] out PkiFault? fault)
    {
        ArgumentNullException.ThrowIfNull(presented);
        ArgumentNullException.ThrowIfNull(anchors);
        path = null;
        if (presented.Count is 0 or > MaxCount || presented.Any(static one => one.Length > MaxLength))
        {
            fault = new PkiFault(PkiFaultKind.Malformed, $"A client sends 1 to {MaxCount} certificates of at most {MaxLength} octets.");
            return false;
        }

        if (!ParsedCertificate.TryParse(presented[0], out var leaf, out fault))
        {
            return false;
        }

        fault = CheckUsage(leaf);
        if (fault is not null)
        {
            return false;
        }

        try
        {
            path = Build(presented, anchors, now, out fault);
        }
        catch (CryptographicException)
        {
            fault = new PkiFault(PkiFaultKind.Malformed, "An intermediate certificate cannot be read.");
        }

        return path is not null;
    }

    /// <summary>Null when the key may sign as a TLS client (RFC 5280 §4.2.1.3, §4.2.1.12). Faults: Policy.</summary>
    public static PkiFault? CheckUsage(ParsedCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate switch
        {
            { IsAuthority: true } => Refuse("It is an authority's certificate."),
            { ExtendedKeyUsage.Count: > 0 } when !certificate.ExtendedKeyUsage.Any(static purpose => purpose is ExtendedKeyUsages.ClientAuth or AnyPurpose) =>
                Refuse("Its extended key usage does not allow clientAuth."),
            { KeyUsage: { } usage } when !usage.HasFlag(KeyUsages.DigitalSignature) => Refuse("Its key usage does not allow digitalSignature."),
            _ => null,
        };
    }

    private static List<ParsedCertificate>? Build(
        IReadOnlyList<ReadOnlyMemory<byte>> presented, IReadOnlyList<ParsedCertificate> anchors, DateTimeOffset now, out PkiFault? fault)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(now) };
        var loaded = presented.Select(static der => X509CertificateLoader.LoadCertificate(der.Span)).ToArray();
        try
        {
            chain.ChainPolicy.ExtraStore.AddRange(new X509Certificate2Collection(loaded[1..]));
            chain.ChainPolicy.CustomTrustStore.AddRange(anchors.Select(static anchor => X509CertificateLoader.LoadCertificate(anchor.Der.Span)).ToArray());
            chain.Build(loaded[0]);
            return Follow(chain.ChainElements, anchors, out fault);
        }
        finally
        {
            var elements = chain.ChainElements.Select(static element => element.Certificate);
            foreach (var certificate in loaded.Concat(chain.ChainPolicy.CustomTrustStore).Concat(elements))
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>
    /// Up to the first anchor: what is above it does not matter. Each signature is verified once more and by accepted algorithms only, because a path that
    /// ends in a certificate without an issuer must not rest on what the system's verifier does with such.
    /// </summary>
    private static List<ParsedCertificate>? Follow(X509ChainElementCollection chain, IReadOnlyList<ParsedCertificate> anchors, out PkiFault? fault)
    {
        List<ParsedCertificate> path = [];
        foreach (var element in chain)
        {
            var faults = element.ChainElementStatus.Select(static status => status.Status).Where(static status => !EndsThePath(status)).ToArray();
            if (faults.Length > 0)
            {
                fault = Refuse($"Its path is not valid ({string.Join(", ", faults)}).");
                return null;
            }

            var next = ParsedCertificate.Parse(element.Certificate.RawData);
            if (path.Count > 0 && (!next.IsAuthority || next.KeyUsage?.HasFlag(KeyUsages.KeyCertSign) == false || !IssuerPath.IsIssuer(next, path[^1])))
            {
                fault = Refuse($"{next.Subject} did not sign {path[^1].Subject}, or may not.");
                return null;
            }

            path.Add(next);
            if (path.Count > 1 && anchors.Any(anchor => anchor.Der.Span.SequenceEqual(next.Der.Span)))
            {
                fault = null;
                return path;
            }
        }

        fault = Refuse("It does not lead to one of the trusted authorities.");
        return null;
    }

    /// <summary>An anchor may be no root, and the root above it may be nobody's that is trusted here.</summary>
    private static bool EndsThePath(X509ChainStatusFlags status) =>
        status is X509ChainStatusFlags.NoError or X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot;

    private static X509ChainPolicy Policy(DateTimeOffset now) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        VerificationTimeIgnored = false,
        VerificationTime = now.UtcDateTime,
        ApplicationPolicy = { new Oid(ExtendedKeyUsages.ClientAuth) },
    };

    private static PkiFault Refuse(string detail) => new(PkiFaultKind.Policy, detail);
}
