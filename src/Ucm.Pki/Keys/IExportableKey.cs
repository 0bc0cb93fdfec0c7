namespace Ucm.Pki.Keys;

/// <summary>A signing key whose private part is in this process.</summary>
internal interface IExportableKey
{
    /// <summary>PKCS #8 PrivateKeyInfo, DER; the caller zeroes it.</summary>
    byte[] ExportPkcs8();
}
