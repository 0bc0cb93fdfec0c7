using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Identity.Access;

/// <summary>Roles as administrators' objects. The four built-in ones are part of the product.</summary>
internal sealed class RoleKind : ObjectKind<RoleDocument, Role>
{
    public const string KindName = "role";
    private const int MaxDescription = 500;
    private const int MaxProofAge = 7 * 24 * 60;

    private static readonly Dictionary<string, string> Known = Roles.All.ToDictionary(static name => name, static name => Write(new RoleDocument
    {
        Description = Describe(name),
        Grants = [.. Roles.PermissionsOf(name).Select(static permission => GrantDocuments.Write(Grant.Everywhere(permission)))],
    }));

    public override string Name => KindName;

    public override string ReadPermission => Permission.UsersRead;

    public override string ManagePermission => Permission.UsersManage;

    public override IReadOnlyDictionary<string, string> BuiltIn => Known;

    public override IEnumerable<Grant> GrantsOf(string content, ObjectSet objects) => GrantDocuments.Read(Parse(content).Grants);

    protected override void Validate(ObjectKey key, RoleDocument document, ObjectSurroundings surroundings, FieldFaults faults)
    {
        if (document.Description?.Length > MaxDescription)
        {
            faults.Add("/description", $"Is longer than {MaxDescription} characters.");
        }

        GrantDocuments.Check(document.Grants, surroundings, faults);
        if (document.Proof is { } proof)
        {
            CheckProof(proof, faults);
        }
    }

    protected override Role Make(AdministeredObject stored, RoleDocument document) => new(
        GrantDocuments.Read(document.Grants),
        document.Proof is { } proof ? Proofs.Demand(proof.SecondFactor, proof.MaxAgeMinutes) : null);

    private static void CheckProof(ProofDocument proof, FieldFaults faults)
    {
        if (proof.MaxAgeMinutes is not (null or (>= 1 and <= MaxProofAge)))
        {
            faults.Add("/proof/max_age_minutes", $"Must be 1 to {MaxProofAge} minutes; leave it out for as long as the session lives.");
        }

        if (proof is { SecondFactor: not true, MaxAgeMinutes: null })
        {
            faults.Add("/proof", "Must have second_factor: true, max_age_minutes, or both; leave it out for a role that asks for no proof.");
        }
    }

    private static string Describe(string name) => name switch
    {
        Roles.Admin => "Everything.",
        Roles.Operator => "Issues and revokes certificates.",
        Roles.Auditor => "Reads everything, the audit log and the users too; changes nothing.",
        _ => "Reads certificates, authorities, profiles and ACME; changes nothing.",
    };
}

/// <summary>What users of a role may do.</summary>
/// <param name="Proof">What a session must show for it; null for nothing.</param>
internal sealed record Role(ImmutableArray<Grant> Grants, ProofDemand? Proof);
