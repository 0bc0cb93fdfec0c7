namespace Ucm.Pki.Linting.Reading;

/// <summary>The ways an encoding is BER but not DER (X.690 §10, §11).</summary>
[Flags]
internal enum DerFaults
{
    None = 0,
    Length = 1,
    Boolean = 1 << 1,
    Integer = 1 << 2,
    BitString = 1 << 3,
    ObjectIdentifier = 1 << 4,
    SetOrder = 1 << 5,
    ConstructedString = 1 << 6,
    TrailingData = 1 << 7,
    DefaultValue = 1 << 8,
    Depth = 1 << 9,
}
