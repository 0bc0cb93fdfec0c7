using Ucm.Pki.Profiles;

namespace Ucm.Grains.Profiles;

/// <summary>The profiles that every installation has.</summary>
internal sealed class BuiltInProfileSource : IProfileSource
{
    public ValueTask<CertificateProfile?> Find(string name, CancellationToken cancellationToken) => ValueTask.FromResult(BuiltInProfiles.Find(name));

    public ValueTask<IReadOnlyList<CertificateProfile>> List(CancellationToken cancellationToken) => ValueTask.FromResult(BuiltInProfiles.All);
}
