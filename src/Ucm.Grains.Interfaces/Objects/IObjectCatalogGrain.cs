using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Objects;

/// <summary>Lists administrators' objects of one kind, the built-in ones among them, from the silo's view. Key: always 0. A stateless worker.</summary>
[Alias("ucm.object-catalog-grain")]
public interface IObjectCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Those that are not deleted, by name. Refusals: Forbidden, NotFound for an unknown kind. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("List")]
    Task<Outcome<ObjectPage>> List(ListObjectsQuery query, CancellationToken cancellationToken);
}

/// <summary>A page of objects.</summary>
/// <param name="After">Only names after this one, octet by octet.</param>
/// <param name="Text">Only those whose name or content has this text, whatever the case; null for all.</param>
/// <param name="Take">1 to 500.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.list-objects-query")]
public sealed record ListObjectsQuery(
    [property: Id(0)] string Kind,
    [property: Id(1)] string? After,
    [property: Id(2)] string? Text,
    [property: Id(3)] ObjectStatus? Status,
    [property: Id(4)] int Take,
    [property: Id(5)] Caller Caller);

/// <param name="Next">Give it as After to get the next page; null on the last.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.object-page")]
public sealed record ObjectPage([property: Id(0)] ImmutableArray<AdministeredObject> Objects, [property: Id(1)] string? Next);
