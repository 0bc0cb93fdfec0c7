using System.Text.Json.Nodes;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Identity.Access;

/// <summary>What is written with a user's state (law 5): the audit row, and a version in the list of users when what administrators see has changed.</summary>
internal static class UserCommits
{
    /// <param name="before">Null when there was nobody.</param>
    public static (UserState State, CommitCompanion Companion) Describe(
        UserName user, UserState? before, UserState next, string action, Actor actor, DateTimeOffset now)
    {
        var (was, content) = (before is null ? null : UserDocuments.Describe(before), UserDocuments.Describe(next));
        var status = UserDocuments.Status(next);
        if (was == content && before!.Version > 0 && status == UserDocuments.Status(before))
        {
            return (next, CommitCompanion.Of(new AuditEntry(now, actor.Name, actor.Address, $"user.{action}", $"user:{user}")));
        }

        next = next with { Version = next.Version + 1, ChangedAt = now, ChangedBy = actor.Name };
        var row = new ObjectRow(new ObjectKey(UserKind.KindName, user.Value), next.Version, status, content, now, actor.Name, actor.Comment);
        var changes = JsonDifference.Of(was is null ? [] : Parse(was), Parse(content));
        var detail = ObjectAudit.Describe(next.Version, actor.Comment, changes);
        var entry = new AuditEntry(now, actor.Name, actor.Address, $"user.{action}", $"user:{user}", detail);
        var @event = new OutboxEvent(now, "user.changed", Detail.Of(("name", user.Value), ("action", action)));
        return (next, CommitCompanion.Of(entry, @event) with { Index = [row] });
    }

    private static JsonObject Parse(string content) => JsonNode.Parse(content)!.AsObject();
}
