using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Storage.Objects;

namespace Ucm.Grains.Objects;

/// <summary>All administrators' objects as the database had them at one moment, and the built-in ones. Immutable.</summary>
/// <param name="Change">The newest change that is in it.</param>
internal sealed record ObjectSet(ImmutableSortedDictionary<string, ObjectEntry> Entries, long Change)
{
    public static ObjectSet Empty { get; } = new(ImmutableSortedDictionary.Create<string, ObjectEntry>(StringComparer.Ordinal), 0);

    public ObjectEntry? Find(ObjectKey key) => Entries.GetValueOrDefault(key.ToString());

    /// <summary>Those of one kind, by name.</summary>
    public IEnumerable<ObjectEntry> List(string kind) => Entries.Values.Where(entry => entry.Object.Key.Kind == kind);

    public ObjectSet With(IEnumerable<AdministeredObject> objects, ObjectKinds kinds) =>
        this with { Entries = Entries.SetItems(objects.Select(changed => KeyValuePair.Create(changed.Key.ToString(), new ObjectEntry(changed, kinds)))) };

    /// <summary>A stored object hides a built-in one of its name: what came with a later version of the product changes nothing that is in use.</summary>
    public ObjectSet With(ImmutableArray<StoredObject> changes, ObjectKinds kinds)
    {
        if (changes.IsEmpty)
        {
            return this;
        }

        var kept = changes.Where(static stored => stored.Status != ObjectStatus.Deleted).Select(static stored =>
            new AdministeredObject(stored.Key, stored.Version, stored.Status, stored.Content, BuiltIn: false, stored.ChangedAt, stored.ChangedBy));
        var next = With(kept, kinds);
        var deleted = changes.Where(static stored => stored.Status == ObjectStatus.Deleted).Select(static stored => stored.Key.ToString());
        return new ObjectSet(next.Entries.RemoveRange(deleted), changes[^1].Change);
    }
}

/// <summary>One object and, once somebody wanted it, what its kind makes of it.</summary>
internal sealed class ObjectEntry(AdministeredObject stored, ObjectKinds kinds)
{
    private readonly Lazy<object> read = new(() => kinds.Find(stored.Key.Kind)!.Read(stored));

    public AdministeredObject Object => stored;

    /// <exception cref="System.Text.Json.JsonException">It was written by a version of the product that knows more; nothing may be done by it (law 9).</exception>
    public T Read<T>()
        where T : class => (T)read.Value;
}
