namespace Ucm.Pki.Ocsp;

/// <summary>Responses without responseBytes: unsigned, five octets each (RFC 6960 §4.2.1).</summary>
public static class OcspErrors
{
    private static readonly byte[]?[] Encoded = [.. Enumerable.Range(0, (int)OcspResponseStatus.Unauthorized + 1).Select(static status =>
        Enum.IsDefined((OcspResponseStatus)status) ? new byte[] { 0x30, 0x03, 0x0a, 0x01, (byte)status } : null)];

    /// <exception cref="ArgumentException">Successful is not an error.</exception>
    public static ReadOnlyMemory<byte> Encode(OcspResponseStatus status) => status != OcspResponseStatus.Successful && Encoded[(int)status] is { } response
        ? response
        : throw new ArgumentException("Only errors have no body.", nameof(status));
}
