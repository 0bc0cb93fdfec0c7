using System.Globalization;

namespace Ucm.Fuzz;

/// <summary>What one target did.</summary>
internal sealed record FuzzReport(string Target, int Inputs, int Accepted, int Escaped, IReadOnlyList<string> Reproducers, HeapCourse Heap, TimeSpan Elapsed)
{
    public int Refused => Inputs - Accepted - Escaped;

    public override string ToString()
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{Target,-12} inputs {Inputs}  accepted {Accepted}  refused {Refused}  escaped {Escaped}  heap {Heap}  {Inputs / Elapsed.TotalSeconds:F0}/s");
        return Reproducers.Count == 0 ? line : line + Environment.NewLine + string.Join(Environment.NewLine, Reproducers);
    }
}
