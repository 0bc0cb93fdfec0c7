namespace Ucm.Grains.Revocations;

/// <summary>When the silos' own word may stand for a reading of the log.</summary>
/// <param name="Steady">
/// For so long the membership must not have changed: a silo that was put out goes on for less than this (<c>SiloStanding.Limit</c> and <c>CertificateGrain</c>'s
/// limit on a change), and one that joined is known to all by then.
/// </param>
internal sealed record WitnessRule(TimeSpan Steady)
{
    public static WitnessRule Default { get; } = new(TimeSpan.FromSeconds(10));
}
