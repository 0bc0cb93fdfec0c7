namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>One subjectAltName: the kind and its text (DNS A-label, IP literal, addr-spec, absolute URI, UPN).</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.subject-name")]
public sealed record SubjectName([property: Id(0)] SubjectNameKind Kind, [property: Id(1)] string Value);

/// <summary>The kinds of subjectAltName that are issued (RFC 5280 §4.2.1.6).</summary>
// Stored and sent: numbers are forever.
public enum SubjectNameKind
{
    Dns = 1,
    Ip = 2,
    Email = 3,
    Uri = 4,
    Upn = 5,
}
