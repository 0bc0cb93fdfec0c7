using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Authorities.Chains;

/// <summary>Chains over cross-certificates as administrators' objects.</summary>
internal sealed class ChainKind(TimeProvider clock) : ObjectKind<CertificateChainDocument, CrossChain>
{
    public const string KindName = "certificate-chain";

    public override string Name => KindName;

    public override string ReadPermission => Permission.AuthoritiesRead;

    public override string ManagePermission => Permission.AuthoritiesManage;

    protected override void Validate(ObjectKey key, CertificateChainDocument document, ObjectSurroundings surroundings, FieldFaults faults) =>
        new ChainRules(document, faults, clock.GetUtcNow()).Check(surroundings.Authorities);

    protected override CrossChain Make(AdministeredObject stored, CertificateChainDocument document) => CrossChain.Of(stored.Key.Name, document);
}
