using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Exports;
using Ucm.Pki.Keys;
using Ucm.Pki.Pkcs12;
using Ucm.Pki.Requests;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Generates keys for callers who ask for them. A key lives in memory for one request, is given out once and never stored (law 6).</summary>
internal sealed class KeyMaker : IDisposable
{
    private const int MinPassword = 8;
    private const int MaxPassword = 256;

    private const string Pkcs12 = "pkcs12";
    private const string LegacyPkcs12 = "pkcs12_legacy";
    private const string Pem = "pem";
    private const string Jks = "jks";
    private static readonly string[] Formats = [Pkcs12, LegacyPkcs12, Pem, Jks];

    private const string GivenBefore =
        "This request was answered before. Its private key was given once, with the first answer, and is not stored. "
        + "If that answer was lost, revoke this certificate and ask for another one under a new Idempotency-Key.";

    // Keys and PKCS#12 take up to seconds of a core: those who wait for them must not stop everybody else.
    private readonly SemaphoreSlim _places = new(Math.Max(1, Environment.ProcessorCount / 2));

    public static Refusal? Check(IssueBody body, out KeyAlgorithm algorithm)
    {
        algorithm = default;
        return body switch
        {
            { Csr: not null, Key: not null } => new Refusal(RefusalCode.Malformed, "Give either csr or key."),
            { Csr: null, Key: null } => new Refusal(RefusalCode.Malformed, "Give a csr, or a key to generate."),
            { Key: null, Password: not null } => new Refusal(RefusalCode.Malformed, "A password is only for a generated key."),
            { Key: null, Format: not null } => new Refusal(RefusalCode.Malformed, "A format is only for a generated key."),
            { Key: null } => null,
            { Format: { } format } when !Formats.Contains(format) => new Refusal(RefusalCode.Malformed, $"The format is one of {string.Join(", ", Formats)}."),
            _ when body.Key.Algorithm is { } named && !KeyAlgorithms.TryParse(named, out algorithm) =>
                new Refusal(RefusalCode.BadPublicKey, "The key's algorithm is one of rsa-2048, rsa-3072, rsa-4096, ecdsa-p256, ecdsa-p384, ecdsa-p521, ed25519."),
            { Password: not { Length: >= MinPassword and <= MaxPassword } } =>
                new Refusal(RefusalCode.Malformed, $"A generated key needs 'password' beside 'key': {MinPassword} to {MaxPassword} characters."),
            _ => null,
        };
    }

    public async Task<ISigningKey> Make(KeyAlgorithm algorithm, CancellationToken cancellationToken) =>
        await InPlace(() => SigningKeys.Generate(algorithm), cancellationToken);

    public static byte[] Request(ISigningKey key) => CertificationRequestWriter.Write(key, DistinguishedName.Empty);

    /// <summary>
    /// The answer with the key, if the certificate is for this key. It is not when the request was answered before: the key of that time was
    /// given out then, or is lost. A call that was sent twice within one request (RepeatFilter) has the same key both times.
    /// </summary>
    public async Task<CertificateAnswer> WithKey(CertificateAnswer answer, IssuedCertificate issued, ISigningKey key, string password, string? format = null)
    {
        var isOurs = ParsedCertificate.TryParse(issued.Der.AsMemory(), out var certificate, out _)
            && certificate.SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo.Span);
        return isOurs
            ? await InPlace(() => Packed(answer with { PrivateKeyAvailable = true }, issued, key, password, format), CancellationToken.None)
            : answer with { PrivateKeyAvailable = false, Note = GivenBefore };
    }

    private static CertificateAnswer Packed(CertificateAnswer answer, IssuedCertificate issued, ISigningKey key, string password, string? format)
    {
        var pkcs8 = SigningKeys.ExportPkcs8(key);
        try
        {
            var (der, chain) = (issued.Der.AsMemory(), issued.Chain.Select(static issuer => issuer.AsMemory()));
            return format switch
            {
                Pem => answer with { PrivateKey = EncryptedKeyPem.Write(pkcs8, password) },
                Jks => answer with { Jks = Convert.ToBase64String(CertificateFiles.JavaKeyStore(issued.Key.ToId(), der, chain, pkcs8, password)) },
                _ => answer with { Pkcs12 = Convert.ToBase64String(Pkcs12Bundle.Create(der, chain, pkcs8, password, format == LegacyPkcs12)) },
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<T> InPlace<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _places.Release();
        }
    }
}
