using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;
using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Grains.Revocations;

/// <summary>
/// Asks every silo when a feed cannot read the log itself. One that can read settles it. If none can, the silos' word stands for it, provided that all of them were
/// asked and answered, agree on who they are, and have done so for a while; what receipts they gave since is part of it. Any doubt is no proof (law 4, docs/decisions/0007).
/// </summary>
internal sealed partial class RevocationWitnesses(
    IServiceProvider services,
    IClusterMembershipService membership,
    ILocalSiloDetails local,
    WitnessRule rule,
    TimeProvider clock,
    ILogger<RevocationWitnesses> log) : GrainServiceClient<IRevocationWitness>(services)
{
    private static readonly TimeSpan Timeout = RevocationLog.Limit + TimeSpan.FromMilliseconds(200);
    private readonly Lock gate = new();
    private MembershipVersion seen = MembershipVersion.MinValue;
    private long changedAt;

    /// <summary>Looks whether the membership has changed; to be called at least as often as the log is read.</summary>
    public void Observe() => IsSteady(membership.CurrentSnapshot.Version);

    public async Task<RevocationReading?> Ask(long after)
    {
        var snapshot = membership.CurrentSnapshot;
        var steady = IsSteady(snapshot.Version);
        var silos = snapshot.Members.Values.Where(static member => member.Status is not SiloStatus.Dead).Select(static member => member.SiloAddress).ToArray();
        var askedAt = clock.GetTimestamp();
        var answers = await Task.WhenAll(silos.Select(silo => Ask(silo, after)));

        if (answers.Where(static one => one?.Page is not null).MaxBy(IsHere) is { Page: { } page } reader)
        {
            return new RevocationReading(askedAt, page, IsHere(reader) ? ReadingSource.Own : ReadingSource.Other);
        }

        var events = Follow(after, answers);
        var unanimous = after >= 0 && steady && membership.CurrentSnapshot.Version == snapshot.Version
            && answers.All(one => one is not null && one.Acknowledged <= after + events.Length && one.Membership == snapshot.Version.Value);
        return unanimous ? new RevocationReading(askedAt, new RevocationPage(after, after + events.Length, events, false), ReadingSource.Testimony) : null;
    }

    /// <summary>
    /// What was acknowledged in the moment the database went away, from the silos' own receipts, one number after the other: behind a gap there may be one that is committed and
    /// whose silo does not know it yet.
    /// </summary>
    private static ImmutableArray<RevocationNotice> Follow(long after, RevocationTestimony?[] answers)
    {
        var receipts = answers.OfType<RevocationTestimony>().SelectMany(static one => one.Receipts).DistinctBy(static one => one.Sequence).OrderBy(static one => one.Sequence);
        return [.. receipts.TakeWhile((one, i) => one.Sequence == after + 1 + i)];
    }

    /// <summary>Null when it does not answer in time.</summary>
    private async Task<RevocationTestimony?> Ask(SiloAddress silo, long after)
    {
        try
        {
            var answer = await GetGrainService(silo).Testify(after, CancellationToken.None).WaitAsync(Timeout);
            return answer.Silo.Equals(silo) ? answer : null;
        }
        catch (Exception fault)
        {
            LogSilent(fault, silo);
            return null;
        }
    }

    private bool IsHere(RevocationTestimony? one) => local.SiloAddress.Equals(one?.Silo);

    private bool IsSteady(MembershipVersion version)
    {
        lock (gate)
        {
            if (version != seen)
            {
                (seen, changedAt) = (version, clock.GetTimestamp());
            }

            return clock.GetElapsedTime(changedAt) >= rule.Steady;
        }
    }

    // Debug, because it repeats each second of an outage that the feed reports once.
    [LoggerMessage(Level = LogLevel.Debug, Message = "The silo {Silo} did not say what it knows of revocations.")]
    private partial void LogSilent(Exception fault, SiloAddress silo);
}
