using System.Diagnostics.CodeAnalysis;

namespace Ucm.Grains.Interfaces.Outcomes;

/// <summary>What a grain answers: a value or a <see cref="Outcomes.Refusal"/>. Bugs and outages are exceptions instead.</summary>
// Sent: ids and alias are forever. The alias of a generic type ends in its arity, or no other process can read it.
[GenerateSerializer, Immutable, Alias("ucm.outcome`1")]
public sealed record Outcome<T>
    where T : class
{
    [Id(0)]
    public T? Value { get; init; }

    [Id(1)]
    public Refusal? Refusal { get; init; }

    /// <summary>True when there is a value and no refusal.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Succeeded => Refusal is null && Value is not null;

    public static implicit operator Outcome<T>(T value) => new() { Value = value };

    public static implicit operator Outcome<T>(Refusal refusal) => new() { Refusal = refusal };
}
