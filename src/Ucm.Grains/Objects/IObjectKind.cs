using System.Text.Json.Nodes;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Objects;

/// <summary>One kind of administrators' objects: what they look like, what makes one valid, and who may see and change them. Register it, and there is a new kind.</summary>
internal interface IObjectKind
{
    /// <summary>As in <see cref="ObjectKey.Kind"/>: one word that is never changed, since it stands in the database.</summary>
    string Name { get; }

    string ReadPermission { get; }

    string ManagePermission { get; }

    /// <summary>The code of the refusal when there is no such object.</summary>
    RefusalCode Unknown => RefusalCode.NotFound;

    /// <summary>Objects that are part of the product: name and content.</summary>
    IReadOnlyDictionary<string, string> BuiltIn { get; }

    /// <summary>
    /// Whether <see cref="BuiltIn"/> holds first values: they apply until an object of the name is stored, which the first start does, and are
    /// changed like any other then.
    /// </summary>
    bool BuiltInIsFirstValue => false;

    /// <summary>Whether another grain keeps the objects of this kind; here they are listed only.</summary>
    bool HasOwnGrain => false;

    /// <summary>What an object of this content gives to users. Only somebody who holds all of it may save one.</summary>
    IEnumerable<Grant> GrantsOf(string content, ObjectSet objects) => [];

    /// <summary>The content in its one normal form. Refusals: Malformed, with a part for each faulty field.</summary>
    Outcome<string> Normalize(ObjectKey key, JsonObject content, ObjectSurroundings surroundings);

    /// <summary>What the platform works with, made of a normal form.</summary>
    object Read(AdministeredObject stored);
}
