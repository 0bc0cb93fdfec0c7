namespace Ucm.Pki.Ocsp;

/// <summary>Responses without responseBytes: unsigned, five octets each (RFC 6960 §4.2.1).</summary>
public static class OcspErrors
{
    private static readonly byte[][] Encoded = [.. Enum.GetValues<OcspResponseStatus>().Select(static status => new byte[] { 0x30, 0x03, 0x0a, 0x01, (byte)status })];

    /// <exception cref="ArgumentException">Successful is not an error.</exception>
    public static ReadOnlyMemory<byte> Encode(OcspResponseStatus status) => status != OcspResponseStatus.Successful
        ? Encoded.First(response => response[^1] == (byte)status)
        : throw new ArgumentException("A successful response has a body.", nameof(status));
}
