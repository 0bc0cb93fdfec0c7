using System.Globalization;

namespace Ucm.Benchmarks.Measuring;

/// <summary>What processes have spent on all processors since they began, from <c>/proc</c>.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;
    private const int UserTime = 11;
    private const int EndedChildrenUserTime = 13;

    public static TimeSpan Of(int process) => Of(process, UserTime);

    /// <summary>Of the children that have ended and were waited for.</summary>
    public static TimeSpan OfEndedChildren(int process) => Of(process, EndedChildrenUserTime);

    /// <summary>A process, its children, and what those that have ended did.</summary>
    public static TimeSpan OfFamily(int process)
    {
        var children = Directory.GetDirectories($"/proc/{process}/task").SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return children.Aggregate(Of(process) + OfEndedChildren(process), (sum, child) => sum + Of(int.Parse(child, CultureInfo.InvariantCulture)));
    }

    // User and system time stand side by side; the fields are counted after the name, which may hold blanks.
    private static TimeSpan Of(int process, int field)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return TimeSpan.FromSeconds((long.Parse(fields[field], CultureInfo.InvariantCulture) + long.Parse(fields[field + 1], CultureInfo.InvariantCulture)) / TicksPerSecond);
        }
        catch (IOException)
        {
            // It has just ended; its parent has its time.
            return TimeSpan.Zero;
        }
    }
}
