using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Identity.Access;

/// <summary>What roles ask of a session: administrators' roles say it themselves, the settings say it of built-in ones.</summary>
internal sealed class Proofs(IOptions<AuthOptions> options)
{
    /// <summary>What a user does to his own second factors needs a proof that is not older: a session that somebody found open is not enough.</summary>
    private static readonly TimeSpan OwnFactors = TimeSpan.FromMinutes(15);

    public static ProofDemand? Demand(bool? secondFactor, int? maxAgeMinutes) => secondFactor != true && maxAgeMinutes is null
        ? null
        : new ProofDemand(secondFactor == true, maxAgeMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null);

    /// <summary>Null for a role that counts in every session.</summary>
    public ProofDemand? Of(ObjectEntry role) => !role.Object.BuiltIn
        ? role.Read<Role>().Proof
        : options.Value.Proof.Of(role.Object.Key.Name) is { } set ? Demand(set.SecondFactor, set.MaxAgeMinutes) : null;

    /// <summary>Null when the caller has proved lately that it is he.</summary>
    public static Refusal? RefuseStale(Caller caller, DateTimeOffset now) => caller.ProvenAt >= now - OwnFactors
        ? null
        : new Refusal(RefusalCode.ProofRequired, "Prove first that it is you: POST /api/auth/proof, or sign out and in again.");
}
