namespace Ucm.Pki.X509;

/// <summary>KeyPurposeIds (RFC 5280 §4.2.1.12, RFC 4945 §5.1.3.12).</summary>
public static class ExtendedKeyUsages
{
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string EmailProtection = "1.3.6.1.5.5.7.3.4";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    public const string OcspSigning = "1.3.6.1.5.5.7.3.9";
    public const string IpsecIke = "1.3.6.1.5.5.7.3.17";

    /// <summary>The older IKE purpose, which Windows and macOS clients still look for.</summary>
    public const string IkeIntermediate = "1.3.6.1.5.5.8.2.2";
}
