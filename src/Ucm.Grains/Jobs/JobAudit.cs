using System.Globalization;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.Jobs;

namespace Ucm.Grains.Jobs;

/// <summary>What is written beside a change of a job (law 5): the row of lists, a part of the result, and who did what.</summary>
internal static class JobAudit
{
    public static CommitCompanion Progress(string id, JobState next, JobResultRow? result) =>
        new([], []) { Index = result is null ? [Row(id, next)] : [Row(id, next), result] };

    public static CommitCompanion Changed(string id, JobState next, string action, Caller caller, DateTimeOffset now)
    {
        var detail = Detail.Of(
            ("kind", next.Kind.ToString().ToLowerInvariant()),
            ("total", next.Total?.ToString(CultureInfo.InvariantCulture)),
            ("done", next.Done.ToString(CultureInfo.InvariantCulture)),
            ("failed", next.Failed.ToString(CultureInfo.InvariantCulture)),
            ("fault", next.Fault));
        var entry = new AuditEntry(now, caller.ToString(), caller.Address, $"job.{action}", $"job:{id}", detail);
        return CommitCompanion.Of(entry) with { Index = [Row(id, next)] };
    }

    public static Job Present(string id, JobState state) => new(
        id, state.Kind, state.Status, state.Maker.ToString(), state.CreatedAt, state.FinishedAt, state.Total, state.Done, state.Failed, state.Fault);

    private static JobRow Row(string id, JobState next) => new(Present(id, next), next.Maker.User);
}
