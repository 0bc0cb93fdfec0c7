namespace Ucm.Pki.X509;

/// <summary>One Extension (RFC 5280 §4.2). <paramref name="Value"/> is the contents of extnValue.</summary>
public sealed record CertificateExtension(string Oid, bool Critical, ReadOnlyMemory<byte> Value);
