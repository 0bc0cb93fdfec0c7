using System.Formats.Asn1;
using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>
/// What becomes of the extensions that a request asks for. Names are not among them: those are judged one by one (<see cref="SubjectRules"/>).
/// </summary>
internal static class RequestedExtensions
{
    private static readonly byte[] StatusRequest = [0x30, 0x03, 0x02, 0x01, 0x05];

    /// <summary>Whether the certificate has the TLS feature status_request. Fault: Request, when it is asked for and may not be had.</summary>
    public static bool MustStaple(CertificateProfile profile, CertificateRequestContent content)
    {
        if (content.Extensions.FirstOrDefault(static extension => extension.Oid == Oids.TlsFeature) is not { } asked)
        {
            return profile.MustStaple;
        }

        if (!asked.Value.Span.SequenceEqual(StatusRequest))
        {
            throw Refuse("The request asks for a TLS feature extension (RFC 7633); the only feature that can be had is status_request (5), known as must-staple.");
        }

        if (!profile.MustStaple && !profile.MustStapleOnRequest)
        {
            throw Refuse(
                $"The request asks for must-staple (TLS feature status_request, RFC 7633), which the profile {profile.Name} does not allow: leave it out, "
                + "or choose a profile with must_staple_on_request.");
        }

        return true;
    }

    /// <summary>The OIDs of those that the certificate will not have as they were asked for. Fault: Request, where the profile refuses them.</summary>
    public static IReadOnlyList<string> FindUnmet(Composition composition, CertificateRequestContent content)
    {
        if (content.Extensions.Count == 0)
        {
            return [];
        }

        string[] unmet = [.. content.Extensions.Where(extension => !IsMet(composition, extension)).Select(static extension => extension.Oid)];
        return unmet.Length > 0 && composition.Profile.UnmetExtensions == UnmetExtensions.Refuse
            ? throw Refuse($"The profile {composition.Profile.Name} does not give {string.Join(", ", unmet.Select(ExtensionNames.Describe))} as the request asks, and refuses such requests.")
            : unmet;
    }

    private static bool IsMet(Composition composition, CertificateExtension extension)
    {
        var profile = composition.Profile;
        try
        {
            return extension.Oid switch
            {
                // Judged elsewhere, or the request was refused.
                Oids.SubjectAlternativeName or Oids.TlsFeature => true,
                Oids.KeyUsage => (ReadUsage(extension.Value) & ~ExtensionWriter.UsageOf(profile, composition.SubjectKey.Kind)) == KeyUsages.None,
                Oids.ExtendedKeyUsage => ReadOids(extension.Value).All(profile.ExtendedKeyUsage.Contains),
                Oids.BasicConstraints => IsMet(profile, Decoding.Sequence(extension.Value)),
                Oids.SubjectKeyIdentifier => profile.IncludeSubjectKeyIdentifier
                    && new AsnReader(extension.Value, AsnEncodingRules.DER).ReadPrimitiveOctets().Span.SequenceEqual(composition.SubjectKeyIdentifier),
                Oids.CertificatePolicies => ReadPolicies(extension.Value).All(oid => profile.Policies.Any(policy => policy.Oid == oid)),
                Oids.OcspNoCheck => profile.OcspNoCheck,
                _ => false,
            };
        }
        catch (AsnContentException)
        {
            // What cannot be read cannot be given.
            return false;
        }
    }

    private static bool IsMet(CertificateProfile profile, AsnReader constraints)
    {
        var authority = constraints.HasData && constraints.PeekTag() == Asn1Tag.Boolean && constraints.ReadBoolean();
        return authority == profile.IsAuthority && (!constraints.HasData || (constraints.TryReadInt32(out var length) && length == profile.PathLength));
    }

    private static KeyUsages ReadUsage(ReadOnlyMemory<byte> value) => new AsnReader(value, AsnEncodingRules.DER).ReadNamedBitListValue<KeyUsages>();

    private static List<string> ReadOids(ReadOnlyMemory<byte> value) => ReadAll(value, static reader => reader.ReadObjectIdentifier());

    private static List<string> ReadPolicies(ReadOnlyMemory<byte> value) => ReadAll(value, static reader => reader.ReadSequence().ReadObjectIdentifier());

    private static List<string> ReadAll(ReadOnlyMemory<byte> value, Func<AsnReader, string> read)
    {
        var sequence = Decoding.Sequence(value);
        var all = new List<string>();
        while (sequence.HasData)
        {
            all.Add(read(sequence));
        }

        return all;
    }

    private static PkiFaultException Refuse(string detail) => new(PkiFaultKind.Request, detail);
}
