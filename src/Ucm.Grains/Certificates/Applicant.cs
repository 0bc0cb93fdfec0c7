using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Certificates;

/// <summary>A key that may be certified, and what is asked to stand beside it.</summary>
internal sealed record Applicant(PublicKeyInfo Key, CertificateRequestContent Content)
{
    public ImmutableArray<byte> KeyHash => ImmutableCollectionsMarshal.AsImmutableArray(Key.Sha256());
}
