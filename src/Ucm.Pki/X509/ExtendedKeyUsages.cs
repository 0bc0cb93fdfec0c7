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

    /// <summary>anyExtendedKeyUsage.</summary>
    public const string Any = "2.5.29.37.0";

    /// <summary>The older IKE purpose, which Windows and macOS clients still look for.</summary>
    public const string IkeIntermediate = "1.3.6.1.5.5.8.2.2";

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["serverAuth"] = ServerAuth,
        ["clientAuth"] = ClientAuth,
        ["codeSigning"] = CodeSigning,
        ["emailProtection"] = EmailProtection,
        ["timeStamping"] = TimeStamping,
        ["OCSPSigning"] = OcspSigning,
        ["ipsecIKE"] = IpsecIke,
        ["anyExtendedKeyUsage"] = Any,
    };

    /// <summary>The names that <see cref="Find"/> knows, as RFC 5280 writes them.</summary>
    public static IEnumerable<string> KnownNames => Names.Keys;

    /// <summary>The OID of a name (any letter case) or of a dotted OID; null for what is neither.</summary>
    public static string? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Names.TryGetValue(text, out var oid) ? oid : ObjectIdentifiers.IsDotted(text) ? text : null;
    }

    /// <summary>The name of a known OID; others as they are.</summary>
    public static string NameOf(string oid)
    {
        foreach (var (name, known) in Names)
        {
            if (known == oid)
            {
                return name;
            }
        }

        return oid;
    }
}
