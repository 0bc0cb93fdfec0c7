using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Frontend.Cluster;
using Ucm.Frontend.Http.ClientCertificates;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;

namespace Ucm.Frontend.Auth.ClientCertificates;

/// <summary>
/// Signs this frontend's word about a client's certificate with the key of its cluster link. The silos believe it when the frontend was enrolled with
/// <c>--mtls</c>.
/// </summary>
internal sealed class ClientProofs(IServiceProvider services)
{
    /// <summary>The nodes' own clock: the silo compares it with its own.</summary>
    private static TimeProvider Clock => TimeProvider.System;

    /// <exception cref="InvalidOperationException">This process has no cluster link.</exception>
    public ClientCertificateProof Sign(PresentedCertificates presented, string purpose)
    {
        var own = services.GetRequiredService<IClusterCredentials>().Current().Own.TargetCertificate;
        using var key = own.GetECDsaPrivateKey() ?? throw new InvalidOperationException("The cluster link has no EC key.");
        var now = DateTimeOffset.FromUnixTimeMilliseconds(Clock.GetUtcNow().ToUnixTimeMilliseconds());
        var signature = key.SignData(ClientCertificateProof.ToBeSigned(presented.Chain, now, purpose), HashAlgorithmName.SHA256);
        return new ClientCertificateProof(presented.Chain, now, [.. own.RawData], [.. signature]);
    }
}
