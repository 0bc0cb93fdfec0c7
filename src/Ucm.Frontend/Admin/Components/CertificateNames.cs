using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Admin.Components;

internal static class CertificateNames
{
    /// <summary>What people call the certificate: its common name, else its first name, else the whole subject, else the serial number.</summary>
    public static string Title(CertificateRecord record)
    {
        if (DistinguishedName.TryParse(record.Subject, out var subject, out _) && subject.CommonName is { Length: > 0 } name)
        {
            return name;
        }

        return record.Names is [var first, ..] ? first.Value : record.Subject.Length > 0 ? record.Subject : record.Key.Serial.Hex;
    }

    public static string Kind(SubjectNameKind kind) => kind switch
    {
        SubjectNameKind.Dns => "DNS",
        SubjectNameKind.Ip => "IP",
        SubjectNameKind.Email => "Email",
        SubjectNameKind.Uri => "URI",
        _ => "UPN",
    };
}
