using System.Security.Cryptography;
using Ucm.Grains.Signing;

namespace Ucm.Grains.Tests.Signing;

public sealed class KeyEnvelopeTests : IDisposable
{
    private static readonly EnvelopeName Name = new("authority:issuing:1", "authority");
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 77).Select(i => (byte)i)];
    private readonly MasterKey masterKey = new(RandomNumberGenerator.GetBytes(MasterKey.Size));

    [Fact]
    public void Open_WhatWasSealed_IsTheSecret()
    {
        var first = KeyEnvelope.Seal(masterKey, Name, Secret);
        var second = KeyEnvelope.Seal(masterKey, Name, Secret);

        KeyEnvelope.Open(masterKey, Name, first).ShouldBe(Secret);
        first.ShouldNotBe(second);
        first.AsSpan().IndexOf(Secret.AsSpan(0, 8)).ShouldBe(-1);
    }

    [Fact]
    public void Open_AnyOctetChanged_Throws()
    {
        var envelope = KeyEnvelope.Seal(masterKey, Name, Secret);

        for (var i = 0; i < envelope.Length; i++)
        {
            var changed = envelope.ToArray();
            changed[i] ^= 1;
            Should.Throw<CryptographicException>(() => KeyEnvelope.Open(masterKey, Name, changed), $"octet {i}");
        }
    }

    [Fact]
    public void Open_CutShort_Throws()
    {
        var envelope = KeyEnvelope.Seal(masterKey, Name, Secret);

        for (var length = 0; length < envelope.Length; length++)
        {
            Should.Throw<CryptographicException>(() => KeyEnvelope.Open(masterKey, Name, envelope.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("authority:root:1", "authority")]
    [InlineData("authority:issuing:1", "responder")]
    [InlineData("authority", "authority:issuing:1")]
    public void Open_UnderAnotherName_Throws(string id, string purpose)
    {
        var envelope = KeyEnvelope.Seal(masterKey, Name, Secret);

        Should.Throw<CryptographicException>(() => KeyEnvelope.Open(masterKey, new EnvelopeName(id, purpose), envelope));
    }

    [Fact]
    public void Open_AnotherMasterKey_Throws()
    {
        using var other = new MasterKey(RandomNumberGenerator.GetBytes(MasterKey.Size));
        var envelope = KeyEnvelope.Seal(masterKey, Name, Secret);

        Should.Throw<CryptographicException>(() => KeyEnvelope.Open(other, Name, envelope));
    }

    public void Dispose() => masterKey.Dispose();
}
