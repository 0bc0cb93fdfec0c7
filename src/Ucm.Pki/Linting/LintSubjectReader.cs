using Ucm.Pki.Linting.Reading;
using Ucm.Pki.Profiles;

namespace Ucm.Pki.Linting;

/// <summary>Reads a Certificate or TBSCertificate (RFC 5280 §4.1) into a <see cref="LintSubject"/>; never throws on bad input.</summary>
internal static class LintSubjectReader
{
    public static LintSubject ReadCertificate(ReadOnlyMemory<byte> der, CertificateProfile? profile, LintSubject? issuer)
    {
        var subject = new LintSubject { Profile = profile, Issuer = issuer, DerFaults = DerInspector.Inspect(der.Span) };
        subject.Broken = ReadOuter(subject, der);
        LintScopes.Assign(subject);
        return subject;
    }

    public static LintSubject ReadToBeSigned(ReadOnlyMemory<byte> tbs, CertificateProfile? profile, LintSubject? issuer)
    {
        var subject = new LintSubject { Profile = profile, Issuer = issuer, DerFaults = DerInspector.Inspect(tbs.Span) };
        subject.Broken = Tlv.TryReadSingle(tbs, out var element) && element.Tag == 0x30 ? ReadInner(subject, element) : "not a single SEQUENCE";
        LintScopes.Assign(subject);
        return subject;
    }

    private static string? ReadOuter(LintSubject subject, ReadOnlyMemory<byte> der)
    {
        var outer = new TlvReader(der);
        if (!outer.TryRead(0x30, out var certificate))
        {
            return "not a SEQUENCE";
        }

        if (!outer.AtEnd)
        {
            subject.DerFaults |= DerFaults.TrailingData;
        }

        var parts = certificate.Children;
        if (!parts.TryRead(0x30, out var tbs) || !parts.TryRead(0x30, out var algorithm) || !parts.TryRead(0x03, out var signature) || !parts.AtEnd)
        {
            return "not a TBSCertificate, an AlgorithmIdentifier and a BIT STRING";
        }

        subject.OuterAlgorithm = algorithm.Raw;
        subject.Signature = signature.Content;
        subject.Scope |= LintScope.Signed;
        return ReadInner(subject, tbs);
    }

    private static string? ReadInner(LintSubject subject, Tlv tbs)
    {
        subject.Tbs = tbs.Raw;
        var fields = tbs.Children;
        ReadVersion(subject, ref fields);
        if (!fields.TryRead(0x02, out var serial) || !fields.TryRead(0x30, out var algorithm))
        {
            return "serialNumber or signature is missing";
        }

        subject.Serial = serial.Content;
        subject.InnerAlgorithm = algorithm;
        return ReadNamesAndTimes(subject, ref fields) ?? ReadKey(subject, ref fields) ?? ReadTail(subject, ref fields);
    }

    private static void ReadVersion(LintSubject subject, ref TlvReader fields)
    {
        if (!fields.TryRead(0xA0, out var wrapper))
        {
            return;
        }

        var known = Tlv.TryReadSingle(wrapper.Content, out var version) && version.Tag == 0x02 && version.Content.Length == 1;
        subject.Version = known ? version.Content.Span[0] : -1;
        subject.WritesDefaultVersion = subject.Version == 0;
    }

    private static string? ReadNamesAndTimes(LintSubject subject, ref TlvReader fields)
    {
        if (!fields.TryRead(out var issuer) || LintName.Read(issuer) is not { } issuerName)
        {
            return "the issuer is not a Name";
        }

        if (!fields.TryRead(0x30, out var validity) || !TryReadValidity(subject, validity))
        {
            return "validity is not two times";
        }

        if (!fields.TryRead(out var name) || LintName.Read(name) is not { } subjectName)
        {
            return "the subject is not a Name";
        }

        subject.IssuerName = issuerName;
        subject.SubjectName = subjectName;
        return null;
    }

    private static bool TryReadValidity(LintSubject subject, Tlv validity)
    {
        var times = validity.Children;
        if (!times.TryRead(out var notBefore) || !times.TryRead(out var notAfter) || !times.AtEnd || !IsTime(notBefore.Tag) || !IsTime(notAfter.Tag))
        {
            return false;
        }

        subject.NotBefore = LintTime.Read(notBefore);
        subject.NotAfter = LintTime.Read(notAfter);
        return true;
    }

    private static bool IsTime(byte tag) => tag is LintTime.UtcTag or LintTime.GeneralizedTag;

    private static string? ReadKey(LintSubject subject, ref TlvReader fields)
    {
        if (!fields.TryRead(out var key) || LintKey.Read(key) is not { } read)
        {
            return "subjectPublicKeyInfo cannot be read";
        }

        subject.Key = read;
        return null;
    }

    private static string? ReadTail(LintSubject subject, ref TlvReader fields)
    {
        subject.HasUniqueIdentifiers = fields.TryRead(0x81, out _) | fields.TryRead(0x82, out _);
        if (fields.TryRead(0xA3, out var wrapper))
        {
            if (!Tlv.TryReadSingle(wrapper.Content, out var sequence) || sequence.Tag != 0x30 || LintExtension.ReadAll(sequence) is not { } extensions)
            {
                return "extensions cannot be read";
            }

            subject.HasExtensions = true;
            subject.Extensions = extensions;
            ExtensionDecoder.DecodeAll(subject);
        }

        return fields.AtEnd ? null : "TBSCertificate holds something after the extensions";
    }
}
