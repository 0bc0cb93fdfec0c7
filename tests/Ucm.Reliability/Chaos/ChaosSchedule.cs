using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Chaos;

/// <summary>What is done to a process: kill (and start again), freeze (and thaw), restart.</summary>
internal sealed record ChaosEvent(string Verb, string Name)
{
    public const string Kill = "kill";
    public const string Freeze = "freeze";
    public const string Thaw = "thaw";
    public const string Restart = "restart";
}

internal static class ChaosSchedule
{
    private const string Database = "postgres";

    /// <summary>Each silo and each frontend killed, one silo frozen, the database restarted.</summary>
    public static IReadOnlyList<ChaosEvent> Full(Installation installation)
    {
        var silos = Silos(installation);
        var kills = silos.Concat(installation.Frontends.Select(frontend => frontend.Name)).Select(name => new ChaosEvent(ChaosEvent.Kill, name));
        return [.. kills, new ChaosEvent(ChaosEvent.Freeze, silos[^1]), new ChaosEvent(ChaosEvent.Restart, Database)];
    }

    /// <summary>One of each kind that is over soon.</summary>
    public static IReadOnlyList<ChaosEvent> Short(Installation installation) =>
    [
        new ChaosEvent(ChaosEvent.Kill, Silos(installation)[0]),
        new ChaosEvent(ChaosEvent.Kill, installation.Frontends[0].Name),
        new ChaosEvent(ChaosEvent.Restart, Database),
    ];

    private static List<string> Silos(Installation installation) => [.. installation.Health.Select(health => health.Name).Except(installation.Frontends.Select(frontend => frontend.Name))];
}
