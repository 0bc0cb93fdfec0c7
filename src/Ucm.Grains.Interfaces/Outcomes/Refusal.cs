using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity.Factors;

namespace Ucm.Grains.Interfaces.Outcomes;

/// <summary>An expected "no". <see cref="Detail"/> is written for the person who sent the request: specific, without secrets.</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.refusal")]
public sealed record Refusal(
    [property: Id(0)] RefusalCode Code,
    [property: Id(1)] string Detail,
    [property: Id(2)] TimeSpan? RetryAfter = null)
{
    /// <summary>One refusal per name, when several names of one request are bad (RFC 8555 §6.7.1).</summary>
    [Id(3)]
    public ImmutableArray<NamedRefusal> Parts { get; init; } = [];

    /// <summary>With <see cref="RefusalCode.SecondFactorRequired"/>: how to go on.</summary>
    [Id(4)]
    public SecondFactorNeeded? SecondFactor { get; init; }
}

/// <summary>The refusal of one name of a request.</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.named-refusal")]
public sealed record NamedRefusal([property: Id(0)] string Name, [property: Id(1)] RefusalCode Code, [property: Id(2)] string Detail);
