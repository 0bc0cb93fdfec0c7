using System.Globalization;

namespace Ucm.Fuzz;

/// <summary>
/// The managed heap after full collections: before the run, then at even distances. The first half of a run is its warm-up, in which the platform's own caches fill
/// (texts of exceptions, 512 unknown URI schemes): after it nothing may be kept of an input.
/// </summary>
internal sealed class HeapCourse
{
    public const int Checkpoints = 8;

    /// <summary>Less than an octet for each input of a long run; what the runtime itself takes now and then is about a tenth of it.</summary>
    private const long Tolerance = 96 * 1024;

    private readonly List<long> sizes = [Measure()];

    /// <summary>From the middle of the run to its end, in octets.</summary>
    public long LateGrowth => sizes[^1] - sizes[sizes.Count / 2];

    public bool IsFlat => LateGrowth <= Tolerance;

    public void Take() => sizes.Add(Measure());

    public override string ToString() =>
        string.Join(" ", sizes.Select(size => (size / 1024).ToString(CultureInfo.InvariantCulture))) + (IsFlat ? " KiB, flat" : " KiB, GROWING");

    private static long Measure()
    {
        // Twice: what finalizers let go of is collected by the second.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
