using Ucm.Pki.Keys;

namespace Ucm.Grains.Signing;

/// <summary>Where signing happens: quick operations at once, slow ones on the thread pool, no more of them at a time than there are processors.</summary>
internal sealed class SigningLane : IDisposable
{
    /// <summary>Hashing more than this takes longer than a signature.</summary>
    private const int QuickLength = 64 * 1024;

    private readonly SemaphoreSlim places = new(Environment.ProcessorCount);

    public ValueTask<byte[]> Sign(ISigningKey key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        IsQuick(key.Algorithm) && data.Length <= QuickLength ? ValueTask.FromResult(key.Sign(data.Span)) : SignOffTurn(key, data, cancellationToken);

    public ValueTask<byte[]> SignDigest(ISigningKey key, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken) =>
        IsQuick(key.Algorithm) ? ValueTask.FromResult(key.SignDigest(digest.Span)) : SignDigestOffTurn(key, digest, cancellationToken);

    public void Dispose() => places.Dispose();

    /// <summary>Tens of microseconds, less than a thread switch with its queueing; the others take 0.3 to 5 ms.</summary>
    private static bool IsQuick(KeyAlgorithm algorithm) => algorithm is KeyAlgorithm.EcdsaP256 or KeyAlgorithm.Ed25519;

    // In methods of their own, so that the quick ones allocate no closure.
    private ValueTask<byte[]> SignOffTurn(ISigningKey key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        OffTurn(() => key.Sign(data.Span), cancellationToken);

    private ValueTask<byte[]> SignDigestOffTurn(ISigningKey key, ReadOnlyMemory<byte> digest, CancellationToken cancellationToken) =>
        OffTurn(() => key.SignDigest(digest.Span), cancellationToken);

    private async ValueTask<byte[]> OffTurn(Func<byte[]> sign, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(sign, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }
}
