using System.ComponentModel.DataAnnotations;

namespace Ucm.Grains.Ocsp;

/// <summary>How long OCSP answers are valid.</summary>
internal sealed class OcspOptions
{
    public const string Section = "Ucm:Ocsp";

    /// <summary>nextUpdate − thisUpdate. Answers are renewed after half of it; an outage is bridged by the other half.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "10.00:00:00")]
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How far back answers reach, if they are to say so (RFC 6960 §4.4.4); zero leaves archiveCutoff out.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3660.00:00:00")]
    public TimeSpan ArchiveCutoff { get; set; } = TimeSpan.Zero;
}
