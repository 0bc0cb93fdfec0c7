using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Identity.ClientCertificates;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;

namespace Ucm.Silo.Cluster;

/// <summary>
/// Believes a silo's own frontend (modes Standalone and Node) and the frontends that were enrolled with <c>--mtls</c> and are not denied. Which connection
/// a message came by is nothing that a grain can know, so the signature of the link's key says whose word it is.
/// </summary>
internal sealed class ClientProofVerifier(ClusterAuthority authority, ClusterPeers peers, DeniedFrontends denied) : IClientProofVerifier
{
    /// <summary>How old a proof may be, and how far clocks of nodes may differ.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private const int MaxCertificate = 8 * 1024;
    private readonly ClusterDoor door = ClusterDoor.Gateway(denied.Contains);

    /// <summary>The nodes' own: a clock that tests move for grains would not be the frontends'.</summary>
    private static TimeProvider Clock => TimeProvider.System;

    public string? FindFault(ClientCertificateProof proof, string purpose)
    {
        if (proof.Frontend.IsDefaultOrEmpty || proof.Frontend.Length > MaxCertificate || proof.Signature.IsDefaultOrEmpty)
        {
            return "The frontend did not sign.";
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(proof.Frontend.AsSpan());
            var (peer, refusal) = peers.Check(certificate, authority.Certificate, door);
            return refusal is not null || peer is null ? $"The frontend is not believed: {refusal}."
                : peer.Role != ClusterRole.Silo && !ClusterIdentity.MaySpeakForClients(certificate) ? $"The frontend {peer.Name} was not enrolled with --mtls."
                : (Clock.GetUtcNow() - proof.SignedAt).Duration() > Lifetime ? "The frontend signed too long ago, or its clock is wrong."
                : IsSigned(proof, purpose, certificate) ? null
                : "The frontend's signature is wrong.";
        }
        catch (CryptographicException)
        {
            return "The frontend's certificate cannot be read.";
        }
    }

    private static bool IsSigned(ClientCertificateProof proof, string purpose, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPublicKey();
        var signed = ClientCertificateProof.ToBeSigned(proof.Chain, proof.SignedAt, purpose);
        return key is not null && key.VerifyData(signed, proof.Signature.AsSpan(), HashAlgorithmName.SHA256);
    }
}
