namespace Ucm.Pki.Linting.Reading;

/// <summary>KeyUsage (RFC 5280 §4.2.1.3), bit 0 of the BIT STRING being the highest of nine.</summary>
[Flags]
internal enum KeyUsageBits
{
    None = 0,
    DecipherOnly = 1,
    EncipherOnly = 1 << 1,
    CrlSign = 1 << 2,
    KeyCertSign = 1 << 3,
    KeyAgreement = 1 << 4,
    DataEncipherment = 1 << 5,
    KeyEncipherment = 1 << 6,
    NonRepudiation = 1 << 7,
    DigitalSignature = 1 << 8,
}
