namespace Ucm.Benchmarks.Measuring;

/// <summary>Something that can be done again and again, and how often per second.</summary>
internal interface ILoad : IAsyncDisposable
{
    string Name { get; }

    string Unit { get; }

    /// <summary>Called once, before the first round.</summary>
    Task Prepare(CancellationToken cancellationToken);

    /// <summary>The rate over about that time.</summary>
    Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>What the last round took for each operation, if the load knows; the same names in every round.</summary>
    IReadOnlyList<Cost> Costs => [];
}
