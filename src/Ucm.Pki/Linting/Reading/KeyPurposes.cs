namespace Ucm.Pki.Linting.Reading;

/// <summary>The purposes of ExtKeyUsageSyntax the rules know (RFC 5280 §4.2.1.12).</summary>
[Flags]
internal enum KeyPurposes
{
    None = 0,
    ServerAuth = 1,
    ClientAuth = 1 << 1,
    CodeSigning = 1 << 2,
    EmailProtection = 1 << 3,
    TimeStamping = 1 << 4,
    OcspSigning = 1 << 5,
    Any = 1 << 6,
    Other = 1 << 7,
}
