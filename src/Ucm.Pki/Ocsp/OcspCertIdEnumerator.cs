using Ucm.Pki.Asn1;

namespace Ucm.Pki.Ocsp;

/// <summary>Walks the CertIDs of a request that has been read whole before.</summary>
public ref struct OcspCertIdEnumerator
{
    private DerSpanReader reader;
    private OcspCertId current;

    internal OcspCertIdEnumerator(ReadOnlySpan<byte> list) => reader = new DerSpanReader(list);

    public readonly OcspCertId Current => current;

    public bool MoveNext() => !reader.IsEmpty && OcspRequest.TryReadOne(ref reader, out current);
}
