using System.Runtime.InteropServices;

namespace Ucm.Benchmarks.Measuring;

/// <summary>What the numbers were measured on; names nothing that identifies the machine.</summary>
internal sealed record Machine(int Cores, long MemoryGiB, string Processor, string System, string Runtime)
{
    public static Machine Here() => new(
        Environment.ProcessorCount,
        (long)Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Math.Pow(2, 30)),
        ProcessorName(),
        OperatingSystem.IsLinux() ? "Linux" : RuntimeInformation.OSDescription,
        Environment.Version.ToString());

    private static string ProcessorName()
    {
        const string Source = "/proc/cpuinfo";
        var line = File.Exists(Source) ? File.ReadLines(Source).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
