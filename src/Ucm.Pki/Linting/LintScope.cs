namespace Ucm.Pki.Linting;

/// <summary>What a certificate is; a rule names the properties it needs.</summary>
[Flags]
internal enum LintScope
{
    All = 0,
    Leaf = 1,
    Authority = 1 << 1,
    SelfIssued = 1 << 2,
    NotSelfIssued = 1 << 3,
    Signed = 1 << 4,
    WithProfile = 1 << 5,
    WithIssuer = 1 << 6,
    TlsServer = 1 << 7,
    TlsClient = 1 << 8,
    Email = 1 << 9,
    CodeSigning = 1 << 10,
    TimeStamping = 1 << 11,
    OcspSigner = 1 << 12,
    Rsa = 1 << 13,
    Ec = 1 << 14,
    Ed25519 = 1 << 15,
}
