using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Profiles;

/// <summary>Certificate profiles as administrators' objects. The only place that reads the built-in ones.</summary>
internal sealed class ProfileKind : ObjectKind<ProfileDocument, IssuanceProfile>
{
    public const string KindName = "profile";

    /// <summary>The profile of the platform's own OCSP responders.</summary>
    public const string OcspSigning = BuiltInProfiles.OcspSigning;

    private static readonly Dictionary<string, string> Known =
        BuiltInProfiles.All.ToDictionary(static profile => profile.Name, static profile => Write(ProfileMapping.ToDocument(profile, BuiltInWays.Of(profile.Name))));

    public override string Name => KindName;

    public override string ReadPermission => Permission.ProfilesRead;

    public override string ManagePermission => Permission.ProfilesManage;

    public override IReadOnlyDictionary<string, string> BuiltIn => Known;

    protected override void Validate(ObjectKey key, ProfileDocument document, ObjectSurroundings surroundings, FieldFaults faults) =>
        new ProfileRules(document, faults).Check(surroundings.Authorities);

    protected override IssuanceProfile Make(AdministeredObject stored, ProfileDocument document) =>
        ProfileMapping.ToProfile(stored.Key.Name, stored.Version, document);
}
