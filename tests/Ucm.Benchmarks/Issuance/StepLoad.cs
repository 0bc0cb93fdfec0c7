using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks.Issuance;

/// <summary>One step of an issuance by itself, on one thread: its rate beside the signing rate tells what it costs in signatures.</summary>
internal sealed class StepLoad(string name, Action step) : ILoad
{
    public string Name => name;

    public string Unit => "times/s";

    public Task Prepare(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken) =>
        ClosedLoop.Rate(1, duration, () =>
        {
            step();
            return Task.CompletedTask;
        });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
