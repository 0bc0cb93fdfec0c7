namespace Ucm.Pki.X509;

/// <summary>nameConstraints (RFC 5280 §4.2.1.10), enforced on what an authority issues.</summary>
public sealed record NameConstraints(IReadOnlyList<NameSubtree> Permitted, IReadOnlyList<NameSubtree> Excluded)
{
    /// <summary>Null when subject and names are within the constraints. Fault: Policy.</summary>
    public PkiFault? Check(DistinguishedName subject, IReadOnlyList<GeneralName> names) => NameConstraintsCheck.Check(this, subject, names);

    /// <summary>DER of the extension's value.</summary>
    public byte[] Encode() => NameConstraintsWriter.Write(this);
}
