namespace Ucm.Benchmarks.Measuring;

/// <summary>Somebody who spends processor time on a load.</summary>
/// <param name="Spent">So far.</param>
internal sealed record Spender(string Name, Func<TimeSpan> Spent);

/// <summary>What one operation of a load took of something, in the round that was measured last.</summary>
internal sealed record Cost(string Name, string Unit, double Value);
