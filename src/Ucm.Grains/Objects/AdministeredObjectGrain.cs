using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ucm.Grains.Activations;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Objects;

namespace Ucm.Grains.Objects;

/// <summary>Keeps one administrators' object: its present version in its state, each version it had in the table that the same commit writes.</summary>
internal sealed class AdministeredObjectGrain(
    [PersistentState("ucm.state.administered-object", GrainStorageNames.Audited)] IPersistentState<AdministeredObjectState> state,
    ObjectKinds kinds,
    AuthoritySnapshots snapshots,
    IObjectStore store,
    TimeProvider clock) : Grain, IAdministeredObjectGrain
{
    private const int MaxTake = 200;

    private ObjectKey Key => ObjectKey.Parse(this.GetPrimaryKeyString());

    public Task<Outcome<AdministeredObject>> Get(Caller caller, CancellationToken cancellationToken)
    {
        var kind = Readable(caller);
        return Task.FromResult<Outcome<AdministeredObject>>(kind.Succeeded ? Present(kind.Value) : kind.Refusal);
    }

    public async Task<Outcome<AdministeredObject>> Save(SaveObjectCommand command, CancellationToken cancellationToken)
    {
        var manageable = Manageable(command.Caller);
        if (!manageable.Succeeded)
        {
            return manageable.Refusal;
        }

        var kind = manageable.Value;
        JsonObject? given = null;
        if ((command.Mode == SaveMode.Create ? CheckNew(kind) : CheckKnown(kind, command.ExpectedVersion)) is { } refusal
            || (refusal = CheckForm(command, out given)) is not null)
        {
            return refusal;
        }

        // Read anew: what it refers to may have been made on another silo a moment ago.
        var view = await snapshots.ConfirmLatest(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        var surroundings = new ObjectSurroundings(view.Value.Catalog, view.Value.Objects);
        var content = Merged(command, given!, kind, surroundings.Objects);
        var normal = content.Succeeded ? kind.Normalize(Key, content.Value, surroundings) : content.Refusal;
        if (!normal.Succeeded)
        {
            return normal.Refusal;
        }

        if (RefuseGrants(kind, command.Mode == SaveMode.Create ? null : state.State.Content, normal.Value, surroundings.Objects, command.Caller) is { } tooMuch)
        {
            return tooMuch;
        }

        return command.Mode != SaveMode.Create && normal.Value == state.State.Content
            ? Present(kind)
            : await Write(normal.Value, command.Mode == SaveMode.Create ? ObjectStatus.Enabled : state.State.Status, Action(command.Mode), command, cancellationToken);
    }

    public async Task<Outcome<AdministeredObject>> SetStatus(SetObjectStatusCommand command, CancellationToken cancellationToken)
    {
        var kind = Manageable(command.Caller);
        if (!kind.Succeeded)
        {
            return kind.Refusal;
        }

        if (CheckKnown(kind.Value, command.ExpectedVersion) is { } refusal)
        {
            return refusal;
        }

        if (command.Status == state.State.Status)
        {
            return Present(kind.Value);
        }

        var view = await snapshots.ConfirmLatest(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        if (RefuseGrants(kind.Value, null, state.State.Content, view.Value.Objects, command.Caller) is { } tooMuch)
        {
            return tooMuch;
        }

        var action = command.Status switch
        {
            ObjectStatus.Enabled => "enable",
            ObjectStatus.Disabled => "disable",
            _ => "delete",
        };
        var save = new SaveObjectCommand(SaveMode.Replace, state.State.Content, command.ExpectedVersion, command.Caller);
        return await Write(state.State.Content, command.Status, action, save, cancellationToken);
    }

    public async Task<Outcome<ObjectVersions>> ListVersions(ListObjectVersionsQuery query, CancellationToken cancellationToken)
    {
        var readable = Readable(query.Caller);
        var present = readable.Succeeded ? Present(readable.Value) : readable.Refusal;
        if (!present.Succeeded)
        {
            return present.Refusal;
        }

        if (present.Value.BuiltIn)
        {
            return new ObjectVersions([OnlyVersion(present.Value)], null);
        }

        var take = Math.Clamp(query.Take, 1, MaxTake);
        var rows = await store.ListVersions(Key, query.Before, take + 1, cancellationToken);
        return new ObjectVersions([.. rows.Take(take).Select(static row => Version(row, []))], rows.Length > take ? rows[take - 1].Version : null);
    }

    public async Task<Outcome<ObjectVersion>> GetVersion(GetObjectVersionQuery query, CancellationToken cancellationToken)
    {
        var readable = Readable(query.Caller);
        var present = readable.Succeeded ? Present(readable.Value) : readable.Refusal;
        if (!present.Succeeded)
        {
            return present.Refusal;
        }

        if (present.Value.BuiltIn)
        {
            return query.Version == present.Value.Version ? OnlyVersion(present.Value) : ObjectRefusals.NoSuchVersion(Key, query.Version);
        }

        var other = query.ComparedWith ?? query.Version - 1;
        if (await store.FindVersion(Key, query.Version, cancellationToken) is not { } asked)
        {
            return ObjectRefusals.NoSuchVersion(Key, query.Version);
        }

        var before = other == 0 ? null : await store.FindVersion(Key, other, cancellationToken);
        return before is null && other != 0
            ? ObjectRefusals.NoSuchVersion(Key, other)
            : Version(asked, JsonDifference.Of(Parse(before?.Content ?? "{}"), Parse(asked.Content)));
    }

    private Outcome<IObjectKind> Readable(Caller caller) => kinds.Find(Key.Kind) switch
    {
        null => Nobody(ObjectRefusals.NoSuchKind),
        { } kind when !caller.May(kind.ReadPermission) => Nobody(Refusals.Forbidden(kind.ReadPermission)),
        { } kind => new Outcome<IObjectKind> { Value = kind },
    };

    private Outcome<IObjectKind> Manageable(Caller caller) => kinds.Find(Key.Kind) switch
    {
        null => Nobody(ObjectRefusals.NoSuchKind),
        { } kind when !caller.May(kind.ManagePermission) => Nobody(Refusals.Forbidden(kind.ManagePermission)),
        { HasOwnGrain: true } => Nobody(ObjectRefusals.NoSuchKind),
        { } kind when !ObjectKey.IsName(Key.Name) => Nobody(ObjectRefusals.BadName(Key.Name)),
        { } kind => new Outcome<IObjectKind> { Value = kind },
    };

    /// <summary>Law 7: names that were never given leave nothing in memory.</summary>
    private Refusal Nobody(Refusal refusal)
    {
        if (!state.State.Exists)
        {
            this.ForgetSoon();
        }

        return refusal;
    }

    private Outcome<AdministeredObject> Present(IObjectKind kind)
    {
        var now = state.State;
        if (now.Exists)
        {
            return new AdministeredObject(Key, now.Version, now.Status, now.Content, BuiltIn: false, now.ChangedAt, now.ChangedBy);
        }

        return kinds.BuiltIn.Find(Key)?.Object is { } known ? known : Nobody(ObjectRefusals.NoSuchObject(kind, Key.Name));
    }

    private Refusal? CheckNew(IObjectKind kind)
    {
        if (state.State.Exists)
        {
            return ObjectRefusals.Exists(Key);
        }

        return kind.BuiltInIsFirstValue || kinds.BuiltIn.Find(Key) is null ? null : ObjectRefusals.BuiltIn(Key);
    }

    private Refusal? CheckKnown(IObjectKind kind, long? expected)
    {
        if (!state.State.Exists)
        {
            return Nobody(kinds.BuiltIn.Find(Key) is null ? ObjectRefusals.NoSuchObject(kind, Key.Name) : ObjectRefusals.BuiltIn(Key));
        }

        return expected is { } version && version != state.State.Version ? ObjectRefusals.Stale(Key, version, state.State.Version) : null;
    }

    private static Refusal? CheckForm(SaveObjectCommand command, out JsonObject? content)
    {
        content = null;
        if (command.Content.Length > SaveObjectCommand.MaxContent)
        {
            return new Refusal(RefusalCode.Malformed, $"The object is longer than {SaveObjectCommand.MaxContent} characters.");
        }

        if (command.Comment?.Length > SaveObjectCommand.MaxComment)
        {
            return ObjectRefusals.Field("/comment", $"Is longer than {SaveObjectCommand.MaxComment} characters.");
        }

        content = ObjectJson.TryParse(command.Content);
        return content is null ? new Refusal(RefusalCode.Malformed, "The object must be a JSON object.") : null;
    }

    private Outcome<JsonObject> Merged(SaveObjectCommand command, JsonObject given, IObjectKind kind, ObjectSet objects)
    {
        if (command.Mode == SaveMode.Merge)
        {
            return JsonMergePatch.Apply(Parse(state.State.Content), given);
        }

        if (command.Mode != SaveMode.Create || command.CopyOf is not { } copied)
        {
            return given;
        }

        return objects.Find(Key with { Name = copied })?.Object is { } source
            ? JsonMergePatch.Apply(Parse(source.Content), given)
            : ObjectRefusals.NoSuchObject(kind, copied);
    }

    private async Task<Outcome<AdministeredObject>> Write(string content, ObjectStatus status, string action, SaveObjectCommand command, CancellationToken cancellationToken)
    {
        var (before, now) = (state.State, clock.GetStoredNow());
        var next = new AdministeredObjectState(before.Version + 1, status, content, now, command.Caller.ToString());
        var row = new ObjectRow(Key, next.Version, status, content, now, next.ChangedBy, command.Comment);
        var changes = JsonDifference.Of(Parse(before.Exists ? before.Content : "{}"), Parse(content));
        await state.Commit(next, ObjectAudit.Changed(row, action, changes, command.Caller), cancellationToken);
        snapshots.Invalidate();
        return new AdministeredObject(Key, next.Version, status, content, BuiltIn: false, now, next.ChangedBy);
    }

    /// <summary>
    /// Nobody gives by a role or group what he does not have, nor takes it from others: they could not do more than he any more, and he could act on them.
    /// </summary>
    private static Refusal? RefuseGrants(IObjectKind kind, string? before, string after, ObjectSet objects, Caller caller) =>
        ObjectRefusals.TooMuch(kind, after, objects, caller) ?? (before is null ? null : ObjectRefusals.TooMuch(kind, before, objects, caller));

    private static string Action(SaveMode mode) => mode == SaveMode.Create ? "create" : "update";

    private static JsonObject Parse(string content) => JsonNode.Parse(content)!.AsObject();

    private static ObjectVersion OnlyVersion(AdministeredObject known) => new(known.Version, known.Status, known.Content, null, null, null, []);

    private static ObjectVersion Version(StoredObjectVersion row, ImmutableArray<ObjectChange> changes) =>
        new(row.Version, row.Status, row.Content, row.ChangedAt, row.ChangedBy, row.Comment, changes);
}
