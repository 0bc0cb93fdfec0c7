using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Objects;

/// <summary>Refusals about objects, so that all kinds say the same.</summary>
internal static class ObjectRefusals
{
    public static Refusal NoSuchKind { get; } = new(RefusalCode.NotFound, "There is no such kind of object.");

    public static Refusal NoSuchObject(IObjectKind kind, string name) => new(kind.Unknown, $"There is no {kind.Name} \"{Shown(name)}\".");

    public static Refusal NoSuchVersion(ObjectKey key, long version) => new(RefusalCode.NotFound, $"The {key.Kind} {key.Name} has no version {version}.");

    public static Refusal Exists(ObjectKey key) => new(RefusalCode.Conflict, $"There is a {key.Kind} {key.Name} already.");

    public static Refusal BuiltIn(ObjectKey key) =>
        new(RefusalCode.Conflict, $"The {key.Kind} {key.Name} is part of the product and cannot be changed; copy it under another name.");

    public static Refusal Stale(ObjectKey key, long expected, long present) =>
        new(RefusalCode.StaleVersion, $"The {key.Kind} {key.Name} has version {present} by now, not {expected}; read it again.");

    /// <summary>
    /// Nobody hands on more than he has: else whoever manages roles would be an administrator. Null when the caller holds all that the object gives.
    /// </summary>
    public static Refusal? TooMuch(IObjectKind kind, string content, ObjectSet objects, Caller caller) =>
        kind.GrantsOf(content, objects).FirstOrDefault(grant => !caller.Holds(grant)) is { } missing
            ? TooMuch(missing)
            : null;

    public static Refusal TooMuch(Grant missing) => new(
        RefusalCode.Forbidden,
        $"You cannot give or take {(missing.Permission == Permission.All ? "all permissions" : $"the permission {missing.Permission}")}"
            + $"{(missing.IsLimited ? " with these limits" : "")}: you do not have it yourself.");

    public static Refusal Guarded(Grant guarded) => new(
        RefusalCode.Forbidden,
        $"Your role gives {(guarded.Permission == Permission.All ? "all permissions" : $"the permission {guarded.Permission}")} "
            + "only after a proof that it is you, which an API token cannot give.");

    public static Refusal BadName(string name) => Field("/name", $"\"{Shown(name)}\" is no name: {ObjectKey.NameForm}.");

    public static Refusal Field(string pointer, string detail)
    {
        var faults = new FieldFaults();
        faults.Add(pointer, detail);
        return faults.ToRefusal();
    }

    private static string Shown(string name) => name.Length > ObjectKey.MaxNameLength ? name[..ObjectKey.MaxNameLength] + "…" : name;
}
