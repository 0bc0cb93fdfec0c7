using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>What an authority issues at all, whatever a profile would allow.</summary>
/// <param name="LeavesFromRoot">A self-signed root issues certificates that are no authorities' too.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.issuance-policy")]
public sealed record IssuancePolicy([property: Id(0)] bool LeavesFromRoot)
{
    public static IssuancePolicy Default { get; } = new(LeavesFromRoot: false);
}

/// <summary>Change what an authority issues at all.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.set-issuance-policy-command")]
public sealed record SetIssuancePolicyCommand([property: Id(0)] IssuancePolicy Policy, [property: Id(1)] Caller Caller);
