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

    public IReadOnlyList<Cost> Costs { get; private set; } = [];

    public async Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken)
    {
        var signatures = 0L;
        var before = Environment.CpuUsage.TotalTime;
        var rate = await ClosedLoop.Rate(threads, duration, () =>
        {
            key.Sign(tbs);
            Interlocked.Increment(ref signatures);
            return Task.CompletedTask;
        });
        Costs = [new Cost("processor time of the signer", "µs", (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / signatures)];
        return rate;
    }

    public ValueTask DisposeAsync()
    {
        key.Dispose();
        return ValueTask.CompletedTask;
    }
}
