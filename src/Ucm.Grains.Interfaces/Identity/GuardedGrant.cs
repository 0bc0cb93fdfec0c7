using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>A grant that counts only in a session that shows enough.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.guarded-grant")]
public sealed record GuardedGrant([property: Id(0)] Grant Grant, [property: Id(1)] ProofDemand Demand);

/// <summary>What a session must show for a role to count in it.</summary>
/// <param name="SecondFactor">A second factor or a client certificate, at sign-in or since.</param>
/// <param name="MaxAge">How long ago the user may have proved at most that it is he; null for as long as the session lives.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.proof-demand")]
public sealed record ProofDemand([property: Id(0)] bool SecondFactor, [property: Id(1)] TimeSpan? MaxAge)
{
    private static readonly string[] Strong = ["otp", "recovery", "webauthn", "mtls"];

    /// <param name="methods">As in <see cref="OpenSessionCommand.Methods"/>.</param>
    /// <param name="provenAt">When the user last proved that it is he.</param>
    public bool IsMet(ImmutableArray<string> methods, DateTimeOffset provenAt, DateTimeOffset now) =>
        (!SecondFactor || (!methods.IsDefault && methods.Any(static method => Strong.Contains(method))))
        && (MaxAge is not { } age || now - provenAt <= age);
}
