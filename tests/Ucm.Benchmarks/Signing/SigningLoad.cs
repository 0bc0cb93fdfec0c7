using System.Security.Cryptography;
using Ucm.Benchmarks.Measuring;
using Ucm.Pki.Keys;

namespace Ucm.Benchmarks.Signing;

/// <summary>What the CA key can do at most: one TBSCertificate after the other on so many threads, nothing else.</summary>
internal sealed class SigningLoad(KeyAlgorithm algorithm, int threads) : ILoad
{
    private readonly ISigningKey key = SigningKeys.Generate(algorithm);
    private readonly byte[] tbs = RandomNumberGenerator.GetBytes(700);

    public string Name => $"signing, {algorithm.ToName()}, {threads} threads";

    public string Unit => "signatures/s";

    public Task Prepare(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken) =>
        ClosedLoop.Rate(threads, duration, () =>
        {
            key.Sign(tbs);
            return Task.CompletedTask;
        });

    public ValueTask DisposeAsync()
    {
        key.Dispose();
        return ValueTask.CompletedTask;
    }
}
