using CsCheck;
using Ucm.Pki.Crl;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Tests.Crl;

public sealed class CrlEntryReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MoveNext_OwnCrl_GivesSerialsAndReasons()
    {
        using var key = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        using var crl = new MemoryStream(TestCrls.Create(key, static entries =>
        {
            entries.Add(new CrlEntry([0x01], TestCrls.At, 0, TestCrls.At));
            entries.Add(new CrlEntry([0x80, 0x01], TestCrls.At, 6, null));
        }));

        (await Read(new CrlEntryReader(crl))).ShouldBe([("01", 0), ("8001", 6)]);
    }

    [Fact]
    public async Task MoveNext_NoEntries_Ends()
    {
        using var key = TestCrls.Key();
        using var crl = new MemoryStream(TestCrls.Create(key, static _ => { }));

        (await new CrlEntryReader(crl).MoveNext(Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task MoveNext_ManyBuffersInSmallReads_GivesAllOfThem()
    {
        using var key = TestCrls.Key();
        using var crl = new Trickle(TestCrls.Create(key, static entries => TestCrls.Fill(entries, 10_000)), 777);

        var all = await Read(new CrlEntryReader(crl));

        all.Count.ShouldBe(10_000);
        all.Select(static one => one.Serial).ShouldBeInOrder();
        all[^1].ShouldBe(("0100002710" + new string('0', 30), 0));
    }

    [Fact]
    public async Task MoveNext_CutOff_Throws()
    {
        using var key = TestCrls.Key();
        var whole = TestCrls.Create(key, static entries => TestCrls.Fill(entries, 100));
        using var crl = new MemoryStream(whole, 0, whole.Length / 2);

        await Should.ThrowAsync<FormatException>(() => Read(new CrlEntryReader(crl)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3000")]
    [InlineData("30800000000000000000")]
    [InlineData("0500")]
    [InlineData("30063004020101300000")]
    public async Task MoveNext_NoCrl_Throws(string hex)
    {
        using var crl = new MemoryStream(Convert.FromHexString(hex));

        await Should.ThrowAsync<FormatException>(() => Read(new CrlEntryReader(crl)));
    }

    [Fact]
    public void OfEntries_WhateverWasWritten_IsRead() => Gen.Select(Gen.Byte.Array[1, 20], Gen.Int[0, 10]).Array[0, 50].Sample(pairs =>
    {
        var expected = pairs
            .Select(static pair => (Serial: Convert.ToHexStringLower(pair.Item1.AsSpan().TrimStart((byte)0)), Reason: pair.Item2))
            .Where(static one => one.Serial.Length > 0)
            .DistinctBy(static one => one.Serial)
            .OrderBy(static one => one.Serial, StringComparer.Ordinal)
            .ToList();
        var (encoded, _) = TestCrls.Encode(entries =>
        {
            foreach (var (serial, reason) in expected)
            {
                entries.Add(new CrlEntry(Convert.FromHexString(serial), TestCrls.At, reason, reason == 3 ? TestCrls.At : null));
            }
        });

        using var stream = new MemoryStream(encoded);
        Read(CrlEntryReader.OfEntries(stream, encoded.Length)).GetAwaiter().GetResult().ShouldBe(expected);
    });

    private static async Task<List<(string Serial, int Reason)>> Read(CrlEntryReader reader)
    {
        var all = new List<(string, int)>();
        while (await reader.MoveNext(Token))
        {
            all.Add((Convert.ToHexStringLower(reader.SerialNumber.Span), reader.Reason));
        }

        return all;
    }

    /// <summary>Gives a little at a time, as a network does.</summary>
    private sealed class Trickle(byte[] content, int most) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
    }
}
