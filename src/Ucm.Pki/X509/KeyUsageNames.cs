namespace Ucm.Pki.X509;

/// <summary>The names of key usages in RFC 5280 §4.2.1.3, such as <c>digitalSignature</c> and <c>cRLSign</c>.</summary>
public static class KeyUsageNames
{
    private static readonly (KeyUsages Usage, string Name)[] Known =
    [
        (KeyUsages.DigitalSignature, "digitalSignature"),
        (KeyUsages.NonRepudiation, "nonRepudiation"),
        (KeyUsages.KeyEncipherment, "keyEncipherment"),
        (KeyUsages.DataEncipherment, "dataEncipherment"),
        (KeyUsages.KeyAgreement, "keyAgreement"),
        (KeyUsages.KeyCertSign, "keyCertSign"),
        (KeyUsages.CrlSign, "cRLSign"),
        (KeyUsages.EncipherOnly, "encipherOnly"),
        (KeyUsages.DecipherOnly, "decipherOnly"),
    ];

    /// <summary>All of them, in the order of their bits.</summary>
    public static IEnumerable<string> All => Known.Select(static known => known.Name);

    /// <summary>The names of the bits that are set, in their order.</summary>
    public static string[] ToNames(this KeyUsages usages) => [.. Known.Where(known => usages.HasFlag(known.Usage)).Select(static known => known.Name)];

    /// <summary>Exact names only.</summary>
    public static bool TryParse(string name, out KeyUsages usage)
    {
        usage = Array.Find(Known, known => known.Name == name).Usage;
        return usage != KeyUsages.None;
    }
}
