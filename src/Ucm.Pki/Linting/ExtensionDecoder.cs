using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting;

/// <summary>Decodes the extensions the rules know into the subject.</summary>
internal static class ExtensionDecoder
{
    public static void DecodeAll(LintSubject subject)
    {
        foreach (var extension in subject.Extensions)
        {
            if (extension.Kind == ExtensionKind.Unknown)
            {
                continue;
            }

            subject.DerFaults |= DerInspector.Inspect(extension.Value.Span);
            if (!TryDecode(subject, extension))
            {
                subject.Undecodable.Add(extension.Kind);
            }
        }
    }

    private static bool TryDecode(LintSubject subject, LintExtension extension)
    {
        var value = extension.Value;
        return extension.Kind switch
        {
            ExtensionKind.BasicConstraints => (subject.BasicConstraints = BasicConstraintsValue.Read(value)) is not null,
            ExtensionKind.KeyUsage => TryDecodeKeyUsage(subject, value),
            ExtensionKind.ExtendedKeyUsage => TryDecodePurposes(subject, value),
            ExtensionKind.SubjectAltName => (subject.AlternativeNames = AlternativeName.ReadAll(value)) is not null,
            ExtensionKind.IssuerAltName => AlternativeName.ReadAll(value) is not null,
            ExtensionKind.SubjectKeyIdentifier => TryDecodeSubjectKeyIdentifier(subject, value),
            ExtensionKind.AuthorityKeyIdentifier => (subject.AuthorityKeyIdentifier = AuthorityKeyIdentifierValue.Read(value)) is not null,
            ExtensionKind.CertificatePolicies => (subject.Policies = PolicyInformation.ReadAll(value)) is not null,
            ExtensionKind.AuthorityInfoAccess => (subject.AuthorityAccess = AccessDescription.ReadAll(value)) is not null,
            ExtensionKind.SubjectInfoAccess => AccessDescription.ReadAll(value) is not null,
            ExtensionKind.CrlDistributionPoints => (subject.DistributionPoints = DistributionPoint.ReadAll(value)) is not null,
            ExtensionKind.FreshestCrl => DistributionPoint.ReadAll(value) is not null,
            ExtensionKind.NameConstraints => (subject.NameConstraints = NameConstraintsValue.Read(value)) is not null,
            ExtensionKind.OcspNoCheck or ExtensionKind.PrecertificatePoison => value.Span is [0x05, 0x00],
            ExtensionKind.InhibitAnyPolicy => IsSingle(value, 0x02),
            ExtensionKind.SignedCertificateTimestamps => IsSingle(value, 0x04),
            _ => IsSingle(value, 0x30),
        };
    }

    private static bool IsSingle(ReadOnlyMemory<byte> value, byte tag) => Tlv.TryReadSingle(value, out var element) && element.Tag == tag;

    private static bool TryDecodeSubjectKeyIdentifier(LintSubject subject, ReadOnlyMemory<byte> value)
    {
        if (!Tlv.TryReadSingle(value, out var octets) || octets.Tag != 0x04)
        {
            return false;
        }

        subject.SubjectKeyIdentifier = octets.Content;
        return true;
    }

    private static bool TryDecodeKeyUsage(LintSubject subject, ReadOnlyMemory<byte> value)
    {
        if (!Tlv.TryReadSingle(value, out var bits) || bits.Tag != 0x03 || bits.Content.Length is 0 or > 3)
        {
            return false;
        }

        var content = bits.Content.Span;
        var usage = (content.Length > 1 ? content[1] << 1 : 0) | (content.Length > 2 ? content[2] >> 7 : 0);
        subject.KeyUsage = (KeyUsageBits)usage;
        subject.KeyUsageBitString = bits.Content;
        return true;
    }

    private static bool TryDecodePurposes(LintSubject subject, ReadOnlyMemory<byte> value)
    {
        subject.ExtendedKeyUsage = ObjectIdentifierList.Read(value);
        foreach (var purpose in subject.ExtendedKeyUsage ?? [])
        {
            subject.Purposes |= PurposeOf(purpose.Span);
        }

        return subject.ExtendedKeyUsage is not null;
    }

    private static KeyPurposes PurposeOf(ReadOnlySpan<byte> oid)
    {
        if (oid.SequenceEqual(Oids.AnyExtendedKeyUsage))
        {
            return KeyPurposes.Any;
        }

        return oid.Length != Oids.KeyPurpose.Length + 1 || !oid.StartsWith(Oids.KeyPurpose) ? KeyPurposes.Other : oid[^1] switch
        {
            1 => KeyPurposes.ServerAuth,
            2 => KeyPurposes.ClientAuth,
            3 => KeyPurposes.CodeSigning,
            4 => KeyPurposes.EmailProtection,
            8 => KeyPurposes.TimeStamping,
            9 => KeyPurposes.OcspSigning,
            _ => KeyPurposes.Other,
        };
    }
}
