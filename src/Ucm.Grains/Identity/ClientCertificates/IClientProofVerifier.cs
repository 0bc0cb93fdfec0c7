using Ucm.Grains.Interfaces.Identity.ClientCertificates;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>Says whether the frontend that speaks of a client's certificate may be believed.</summary>
internal interface IClientProofVerifier
{
    /// <summary>Null when it may; else the reason, for the log.</summary>
    /// <param name="purpose">What the proof must have been made for.</param>
    string? FindFault(ClientCertificateProof proof, string purpose);
}
