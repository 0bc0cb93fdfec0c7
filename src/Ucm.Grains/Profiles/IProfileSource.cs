using Ucm.Pki.Profiles;

namespace Ucm.Grains.Profiles;

/// <summary>The profiles that certificates are issued by. One that cannot be read refuses the issuance (law 9).</summary>
internal interface IProfileSource
{
    ValueTask<CertificateProfile?> Find(string name, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<CertificateProfile>> List(CancellationToken cancellationToken);
}
