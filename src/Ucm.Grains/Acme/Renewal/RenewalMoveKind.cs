using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Acme.Renewal;

/// <summary>Moves of renewal windows as administrators' objects.</summary>
internal sealed class RenewalMoveKind(TimeProvider clock) : ObjectKind<RenewalMoveDocument, RenewalMove>
{
    public const string KindName = "acme-renewal";

    public override string Name => KindName;

    public override string ReadPermission => Permission.AcmeRead;

    public override string ManagePermission => Permission.AcmeManage;

    protected override void Validate(ObjectKey key, RenewalMoveDocument document, ObjectSurroundings surroundings, FieldFaults faults) =>
        new RenewalMoveRules(document, faults).Check(surroundings);

    /// <summary>Without a time of its own a move would take what was renewed because of it.</summary>
    protected override RenewalMoveDocument Complete(RenewalMoveDocument document) =>
        document with { IssuedBefore = document.IssuedBefore ?? clock.GetUtcNow() };

    protected override RenewalMove Make(AdministeredObject stored, RenewalMoveDocument document) => new(document);
}
