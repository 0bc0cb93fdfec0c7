using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Objects;

/// <summary>A kind whose content is a record in JSON.</summary>
/// <typeparam name="TDocument">As it is written and stored.</typeparam>
/// <typeparam name="T">As the platform works with it.</typeparam>
internal abstract class ObjectKind<TDocument, T> : IObjectKind
    where TDocument : class
    where T : class
{
    // By reflection: generated code would overwrite the default values of members that are left out.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonTypeInfo<TDocument> Type = (JsonTypeInfo<TDocument>)Options.GetTypeInfo(typeof(TDocument));

    public abstract string Name { get; }

    public abstract string ReadPermission { get; }

    public abstract string ManagePermission { get; }

    public virtual RefusalCode Unknown => RefusalCode.NotFound;

    public virtual IReadOnlyDictionary<string, string> BuiltIn => new Dictionary<string, string>();

    public virtual bool BuiltInIsFirstValue => false;

    public virtual bool HasOwnGrain => false;

    public virtual IEnumerable<Grant> GrantsOf(string content, ObjectSet objects) => [];

    public Outcome<string> Normalize(ObjectKey key, JsonObject content, ObjectSurroundings surroundings)
    {
        var faults = new FieldFaults();
        JsonShape.Check(content, Type, "", faults);
        if (faults.Any)
        {
            return faults.ToRefusal();
        }

        var document = content.Deserialize(Type)!;
        Validate(key, document, surroundings, faults);
        return faults.Any ? faults.ToRefusal() : Write(Complete(document));
    }

    public object Read(AdministeredObject stored) => Make(stored, JsonSerializer.Deserialize(stored.Content, Type)!);

    protected static string Write(TDocument document) => JsonSerializer.Serialize(document, Type);

    /// <summary>The document of a normal form.</summary>
    protected static TDocument Parse(string content) => JsonSerializer.Deserialize(content, Type)!;

    /// <summary>Adds whatever is wrong with a document whose members are all there and of the right kinds.</summary>
    protected abstract void Validate(ObjectKey key, TDocument document, ObjectSurroundings surroundings, FieldFaults faults);

    /// <summary>A valid document with what is stored in place of members that were left out, where no constant will do.</summary>
    protected virtual TDocument Complete(TDocument document) => document;

    protected abstract T Make(AdministeredObject stored, TDocument document);
}
