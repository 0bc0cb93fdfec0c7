using Ucm.Fuzz.Mutation;

namespace Ucm.Fuzz;

/// <summary>Feeds a target with mutated corpus entries; the same seed gives the same inputs, up to keys made at start.</summary>
internal static class FuzzRunner
{
    private const int MaxReproducers = 10;
    private const int MaxMutations = 4;

    public static FuzzReport Run(FuzzTarget target, int inputs, ulong seed)
    {
        var random = new SeededNumbers(seed);
        var reproducers = new List<string>();
        var (accepted, escaped) = (0, 0);
        target.Accept(target.Corpus[0]);
        var heap = new HeapCourse();
        var checkpoint = Math.Max(1, inputs / HeapCourse.Checkpoints);
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < inputs; i++)
        {
            var input = Next(target, random);
            try
            {
                accepted += target.Accept(input) ? 1 : 0;
            }
            catch (Exception exception)
            {
                escaped++;
                if (reproducers.Count < MaxReproducers)
                {
                    reproducers.Add($"  {exception.GetType().Name}: {exception.Message}{Environment.NewLine}  {Origin(exception)}{Environment.NewLine}  {Convert.ToHexStringLower(input)}");
                }
            }

            if ((i + 1) % checkpoint == 0)
            {
                heap.Take();
            }
        }

        var elapsed = TimeProvider.System.GetElapsedTime(start);
        return new FuzzReport(target.Name, inputs, accepted, escaped, reproducers, heap, elapsed);
    }

    private static byte[] Next(FuzzTarget target, SeededNumbers random)
    {
        var input = random.Pick(target.Corpus);
        for (var n = 1 + random.Below(MaxMutations); n > 0; n--)
        {
            input = target.Mutator.Mutate(input, random.Pick(target.Corpus), random);
        }

        return input;
    }

    private static string Origin(Exception exception) => exception.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Ucm.Pki", StringComparison.Ordinal))?.Trim() ?? "?";
}
