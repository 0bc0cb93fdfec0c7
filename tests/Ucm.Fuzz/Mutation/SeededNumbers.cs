namespace Ucm.Fuzz.Mutation;

/// <summary>SplitMix64: the same numbers for the same seed on every platform.</summary>
internal sealed class SeededNumbers(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public int Below(int limit) => limit <= 1 ? 0 : (int)(Next() % (ulong)limit);

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];
}
