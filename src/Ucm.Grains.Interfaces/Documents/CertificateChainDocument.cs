namespace Ucm.Grains.Interfaces.Documents;

/// <summary>
/// Another way from an authority up to a root than its own chain, by a cross-certificate: the same name and key, certified by another authority. ACME
/// clients may choose it (RFC 8555 §7.4.2). As administrators write it and as it is stored, in JSON.
/// </summary>
// Stored and sent: names are forever.
public record CertificateChainDocument
{
    /// <summary>The authority whose name and key the first certificate has. A chain of a root is also one of all authorities below it.</summary>
    public required string Authority { get; init; }

    /// <summary>PEM, each signed by the next: the cross-certificate first. A root at the end may be left out; it is not handed out.</summary>
    public required string[] Certificates { get; init; }

    /// <summary>Chains are offered by this number, then by name.</summary>
    public int Order { get; init; }
}
