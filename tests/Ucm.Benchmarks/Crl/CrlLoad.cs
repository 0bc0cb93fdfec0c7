using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks.Crl;

/// <summary>One figure of a large CRL, however long it takes to have it.</summary>
internal sealed class CrlLoad(string name, string unit, LargeCrl crl, Func<LargeCrl, Task<double>> measure) : ILoad
{
    public string Name => name;

    public string Unit => unit;

    public Task Prepare(CancellationToken cancellationToken) => crl.Prepare();

    public Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken) => measure(crl);

    public ValueTask DisposeAsync() => crl.DisposeAsync();
}
