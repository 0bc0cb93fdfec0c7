using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Ucm.Pki.X509;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>The authorities of others whose client certificates count, from the PEM files that the settings name. Read at the start.</summary>
internal sealed class TrustedRoots(IOptions<MtlsOptions> options)
{
    private readonly Lazy<IReadOnlyList<ParsedCertificate>> all = new(() => [.. options.Value.Roots.SelectMany(Read)]);

    public IReadOnlyList<ParsedCertificate> All => all.Value;

    public static bool TryRead(string file, [NotNullWhen(true)] out IReadOnlyList<ParsedCertificate>? certificates, [NotNullWhen(false)] out string? fault)
    {
        certificates = null;
        try
        {
            var (found, text) = (new List<ParsedCertificate>(), File.ReadAllText(file));
            for (var at = 0; PemEncoding.TryFind(text.AsSpan(at), out var fields); at += fields.Location.End.Value)
            {
                if (text.AsSpan(at)[fields.Label] is "CERTIFICATE")
                {
                    found.Add(ParsedCertificate.Parse(Convert.FromBase64String(text.AsSpan(at)[fields.Base64Data].ToString())));
                }
            }

            var wrong = found.FirstOrDefault(static one => !one.IsAuthority);
            fault = wrong is not null ? $"the file '{file}' has the certificate of {wrong.Subject}, which is no authority's."
                : found.Count == 0 ? $"the file '{file}' has no certificate in PEM."
                : null;
            certificates = fault is null ? found : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or FormatException)
        {
            fault = $"the file '{file}' cannot be read: {exception.Message}";
        }

        return certificates is not null;
    }

    private static IReadOnlyList<ParsedCertificate> Read(string file) => TryRead(file, out var certificates, out var fault)
        ? certificates
        : throw new OptionsValidationException(MtlsOptions.Section, typeof(MtlsOptions), [fault]);
}
