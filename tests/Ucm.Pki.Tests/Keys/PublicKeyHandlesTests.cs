using System.Security.Cryptography;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Tests.Keys;

/// <summary>The quick way to open an EC key says the same as the slow one.</summary>
public sealed class PublicKeyHandlesTests
{
    private static readonly byte[] Message = "to be signed"u8.ToArray();

    public static TheoryData<KeyAlgorithm> Curves => [KeyAlgorithm.EcdsaP256, KeyAlgorithm.EcdsaP384, KeyAlgorithm.EcdsaP521];

    [Theory]
    [MemberData(nameof(Curves))]
    public void TryOpen_PointOnItsCurve_IsTheImportedKey(KeyAlgorithm algorithm)
    {
        using var signing = SigningKeys.Generate(algorithm);
        var key = PublicKeyInfo.Parse(signing.SubjectPublicKeyInfo);

        using var quick = OpenSslPoints.TryOpen(key);
        using var slow = PublicKeyHandles.Import(key);

        quick.ShouldNotBeNull();
        quick.ExportSubjectPublicKeyInfo().ShouldBe(slow.ExportSubjectPublicKeyInfo());
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void TryOpen_SignatureRightAndWrong_IsToldApart(KeyAlgorithm algorithm)
    {
        using var signing = SigningKeys.Generate(algorithm);
        var key = PublicKeyInfo.Parse(signing.SubjectPublicKeyInfo);
        var signature = signing.Sign(Message);
        var damaged = (byte[])signature.Clone();
        damaged[^1] ^= 1;

        var right = key.Verify(Message, signature, signing.SignatureAlgorithm.Span);
        var wrong = key.Verify(Message, damaged, signing.SignatureAlgorithm.Span);

        right.ShouldBeTrue();
        wrong.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void TryOpen_PointOffItsCurve_IsRefusedByTheLibraryToo(KeyAlgorithm algorithm)
    {
        using var signing = SigningKeys.Generate(algorithm);
        var key = PublicKeyInfo.Parse(signing.SubjectPublicKeyInfo);
        var point = key.Key.ToArray();
        point[^1] ^= 1;
        var forged = new PublicKeyInfo(key.Der, key.Kind, key.Bits, key.Curve, point);

        Should.Throw<CryptographicException>(() => OpenSslPoints.TryOpen(forged));
        forged.Verify(Message, signing.Sign(Message), signing.SignatureAlgorithm.Span).ShouldBeFalse();
    }

    [Fact]
    public void Verify_FromManyThreads_IsRight()
    {
        using var signing = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        var signature = signing.Sign(Message);
        using var verifier = PublicKeyInfo.Parse(signing.SubjectPublicKeyInfo).OpenVerifier();
        var wrong = 0;

        Parallel.For(0, 2_000, _ =>
        {
            if (!verifier.Verify(Message, signature, signing.SignatureAlgorithm.Span))
            {
                Interlocked.Increment(ref wrong);
            }
        });

        wrong.ShouldBe(0);
    }

    [Fact]
    public void Rent_AfterDispose_IsRefusedAndReturnedHandlesAreClosed()
    {
        var pool = new HandlePool<Handle>(() => new Handle());
        var (first, second) = (pool.Rent(), pool.Rent());
        pool.Return(first);
        pool.Dispose();

        pool.Return(second);

        (first.Closed, second.Closed).ShouldBe((true, true));
        Should.Throw<ObjectDisposedException>(pool.Rent);
    }

    private sealed class Handle : IDisposable
    {
        public bool Closed { get; private set; }

        public void Dispose() => Closed = true;
    }
}
