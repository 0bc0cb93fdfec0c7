using Ucm.Grains.Interfaces.Identity.ClientCertificates;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>Where there are no cluster links nobody is believed.</summary>
internal sealed class NoClientProofs : IClientProofVerifier
{
    public string? FindFault(ClientCertificateProof proof, string purpose) => "This silo has no cluster links.";
}
