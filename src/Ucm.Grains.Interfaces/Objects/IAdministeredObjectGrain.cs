using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Objects;

/// <summary>
/// One thing that administrators name: a profile, an ACME server, a webhook… Validated as a whole by its kind, versioned, audited before and after, in force on every
/// node within a second (law 8). Key: <see cref="ObjectKey"/>. Each method asks for the permission that the kind names: one to read, one to manage.
/// </summary>
[Alias("ucm.administered-object-grain")]
public interface IAdministeredObjectGrain : IGrainWithStringKey
{
    /// <summary>Refusals: Forbidden, NotFound.</summary>
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<AdministeredObject>> Get(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Creates or changes. Refusals: Forbidden; NotFound (also for what is to be copied); Malformed, with a part for each faulty field whose name is a JSON pointer;
    /// Conflict (it exists already, or is built in); StaleVersion.
    /// </summary>
    [OpenToFrontends]
    [Alias("Save")]
    Task<Outcome<AdministeredObject>> Save(SaveObjectCommand command, CancellationToken cancellationToken);

    /// <summary>Enables, disables or deletes. Refusals: Forbidden, NotFound, Conflict (built in), StaleVersion.</summary>
    [OpenToFrontends]
    [Alias("SetStatus")]
    Task<Outcome<AdministeredObject>> SetStatus(SetObjectStatusCommand command, CancellationToken cancellationToken);

    /// <summary>Its versions, newest first. Refusals: Forbidden, NotFound.</summary>
    [OpenToFrontends]
    [Alias("ListVersions")]
    Task<Outcome<ObjectVersions>> ListVersions(ListObjectVersionsQuery query, CancellationToken cancellationToken);

    /// <summary>One version and how it differs from another. Refusals: Forbidden, NotFound.</summary>
    [OpenToFrontends]
    [Alias("GetVersion")]
    Task<Outcome<ObjectVersion>> GetVersion(GetObjectVersionQuery query, CancellationToken cancellationToken);
}

/// <summary>An object as it is.</summary>
/// <param name="Content">JSON object of its kind, normalized.</param>
/// <param name="BuiltIn">Part of the product: it can be copied, not changed.</param>
/// <param name="ChangedAt">Null for a built-in one.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.administered-object")]
public sealed record AdministeredObject(
    [property: Id(0)] ObjectKey Key,
    [property: Id(1)] long Version,
    [property: Id(2)] ObjectStatus Status,
    [property: Id(3)] string Content,
    [property: Id(4)] bool BuiltIn,
    [property: Id(5)] DateTimeOffset? ChangedAt,
    [property: Id(6)] string? ChangedBy);

/// <summary>What is to be done with <see cref="SaveObjectCommand.Content"/>.</summary>
// Sent: numbers are forever.
public enum SaveMode
{
    /// <summary>The object must not exist.</summary>
    Create = 1,

    /// <summary>The content takes the place of what was there.</summary>
    Replace = 2,

    /// <summary>The content is a merge patch (RFC 7396) to what is there.</summary>
    Merge = 3,
}

/// <summary>Create or change an object.</summary>
/// <param name="Content">A JSON object, at most <see cref="MaxContent"/> characters.</param>
/// <param name="ExpectedVersion">The version that the caller saw; null to change whatever is there.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.save-object-command")]
public sealed record SaveObjectCommand(
    [property: Id(0)] SaveMode Mode,
    [property: Id(1)] string Content,
    [property: Id(2)] long? ExpectedVersion,
    [property: Id(3)] Caller Caller)
{
    public const int MaxContent = 64 * 1024;

    public const int MaxComment = 500;

    /// <summary>When creating: the object of the same kind that is copied first; the content is then a merge patch to the copy.</summary>
    [Id(4)]
    public string? CopyOf { get; init; }

    /// <summary>Why, in the words of who changes it; at most <see cref="MaxComment"/> characters.</summary>
    [Id(5)]
    public string? Comment { get; init; }
}

/// <summary>Enable, disable or delete an object.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.set-object-status-command")]
public sealed record SetObjectStatusCommand(
    [property: Id(0)] ObjectStatus Status, [property: Id(1)] long? ExpectedVersion, [property: Id(2)] Caller Caller);

/// <summary>A page of versions.</summary>
/// <param name="Before">Only versions lower than this.</param>
/// <param name="Take">1 to 200.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.list-object-versions-query")]
public sealed record ListObjectVersionsQuery([property: Id(0)] long? Before, [property: Id(1)] int Take, [property: Id(2)] Caller Caller);

/// <summary>One version.</summary>
/// <param name="ComparedWith">The version that <see cref="ObjectVersion.Changes"/> begin from; null for the one before.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.get-object-version-query")]
public sealed record GetObjectVersionQuery([property: Id(0)] long Version, [property: Id(1)] long? ComparedWith, [property: Id(2)] Caller Caller);

/// <param name="Next">Give it as Before to get the next page; null on the last.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.object-versions")]
public sealed record ObjectVersions([property: Id(0)] ImmutableArray<ObjectVersion> Versions, [property: Id(1)] long? Next);

/// <summary>What an object was at some time.</summary>
/// <param name="Changes">Empty in lists.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.object-version")]
public sealed record ObjectVersion(
    [property: Id(0)] long Version,
    [property: Id(1)] ObjectStatus Status,
    [property: Id(2)] string Content,
    [property: Id(3)] DateTimeOffset? ChangedAt,
    [property: Id(4)] string? ChangedBy,
    [property: Id(5)] string? Comment,
    [property: Id(6)] ImmutableArray<ObjectChange> Changes);

/// <summary>One field that differs.</summary>
/// <param name="Pointer">RFC 6901.</param>
/// <param name="Before">JSON; null when the field was not there.</param>
/// <param name="After">JSON; null when the field is not there any more.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.object-change")]
public sealed record ObjectChange([property: Id(0)] string Pointer, [property: Id(1)] string? Before, [property: Id(2)] string? After);
