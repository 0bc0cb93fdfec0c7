using System.ComponentModel.DataAnnotations;

namespace Ucm.Grains.Jobs;

/// <summary>Bulk work.</summary>
internal sealed class JobOptions
{
    public const string Section = "Ucm:Jobs";

    /// <summary>So many jobs of one user are unfinished at once.</summary>
    [Range(1, 1000)]
    public int PerUser { get; set; } = 10;

    /// <summary>So many jobs run at once in the whole installation; others wait.</summary>
    [Range(1, 100)]
    public int Running { get; set; } = 4;

    /// <summary>Results are deleted so many days after their job ended.</summary>
    [Range(1, 3650)]
    public int ResultDays { get; set; } = 30;
}
