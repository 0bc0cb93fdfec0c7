using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>The rate of one load while another runs.</summary>
internal sealed class BesideLoad(string name, ILoad measured, ILoad other) : ILoad
{
    public string Name => name;

    public string Unit => measured.Unit;

    public async Task Prepare(CancellationToken cancellationToken)
    {
        await measured.Prepare(cancellationToken);
        await other.Prepare(cancellationToken);
    }

    public async Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken)
    {
        var both = await Task.WhenAll(measured.Measure(duration, cancellationToken), other.Measure(duration, cancellationToken));
        return both[0];
    }

    public async ValueTask DisposeAsync()
    {
        await measured.DisposeAsync();
        await other.DisposeAsync();
    }
}
