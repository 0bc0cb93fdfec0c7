using Ucm.Grains.Interfaces.Objects;

namespace Ucm.Grains.Objects;

/// <summary>The kinds that this silo knows.</summary>
internal sealed class ObjectKinds
{
    private readonly Dictionary<string, IObjectKind> kinds;

    public ObjectKinds(IEnumerable<IObjectKind> kinds)
    {
        this.kinds = kinds.ToDictionary(static kind => kind.Name, StringComparer.Ordinal);
        BuiltIn = ObjectSet.Empty.With(this.kinds.Values.SelectMany(ObjectsOf), this);
    }

    /// <summary>What there is before anybody has made anything.</summary>
    public ObjectSet BuiltIn { get; }

    public IObjectKind? Find(string name) => kinds.GetValueOrDefault(name);

    private static IEnumerable<AdministeredObject> ObjectsOf(IObjectKind kind) => kind.BuiltIn.Select(known =>
        new AdministeredObject(new ObjectKey(kind.Name, known.Key), 1, ObjectStatus.Enabled, known.Value, BuiltIn: true, ChangedAt: null, ChangedBy: null));
}
