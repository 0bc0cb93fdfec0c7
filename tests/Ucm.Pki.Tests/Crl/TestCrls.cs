using System.Buffers.Binary;
using Ucm.Pki.Crl;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.Crl;

/// <summary>CRLs as the platform puts them together: entries through a stream, frame, envelope.</summary>
internal static class TestCrls
{
    public static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public delegate void Filling(CrlEntryWriter entries);

    public static byte[] Create(ISigningKey key, Filling fill, Func<CrlHeader, CrlHeader>? change = null)
    {
        var (encoded, _) = Encode(fill);
        var header = new CrlHeader(DistinguishedName.Parse("CN=Golden,O=UltimateCA").Der, new byte[] { 1, 2, 3 }, key.SignatureAlgorithm, At, At.AddDays(7), 7);
        var frame = CrlFrame.Of(change?.Invoke(header) ?? header, encoded.Length);
        byte[] toBeSigned = [.. frame.Before.Span, .. encoded, .. frame.After.Span];
        toBeSigned.Length.ShouldBe((int)frame.Length);
        var (before, after) = frame.Envelope(key.SignatureAlgorithm.Span, key.Sign(toBeSigned));
        return [.. before, .. toBeSigned, .. after];
    }

    public static void Fill(CrlEntryWriter entries, int count)
    {
        Span<byte> serial = stackalloc byte[20];
        for (var i = 1; i <= count; i++)
        {
            serial[0] = 1;
            BinaryPrimitives.WriteInt32BigEndian(serial[1..], i);
            entries.Add(new CrlEntry(serial, TestCrls.At, i % 2, null));
        }
    }

    public static (byte[] Encoded, long Count) Encode(Filling fill)
    {
        using var stream = new MemoryStream();
        var entries = new CrlEntryWriter(stream);
        fill(entries);
        entries.Flush();
        entries.Length.ShouldBe(stream.Length);
        return (stream.ToArray(), entries.Count);
    }

    /// <summary>Ed25519, so that the signature is the same each time.</summary>
    public static ISigningKey Key() => SigningKeys.Import(
        [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20, .. Enumerable.Range(1, 32).Select(static one => (byte)one)]);
}
