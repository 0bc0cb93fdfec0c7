using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tls;

/// <summary>
/// Gets this frontend a certificate from the authority <c>issuing</c>. The key is made here, lives in memory and is never written anywhere. The silo
/// decides which of the names it may have.
/// </summary>
internal sealed class ServerCertificateIssuer(IGrainFactory grains, PublicUrls urls)
{
    /// <summary>The certificate with its key and the chain to send, or why not.</summary>
    public async Task<(X509Certificate2? Certificate, X509Certificate2Collection Chain, Refusal? Refusal)> Issue(CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = new CertificateRequest(new X500DistinguishedName(string.Empty), key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var outcome = await grains.ServerCertificates().Issue(new ServerCertificateRequest([.. csr], Names()), cancellationToken);
        if (!outcome.Succeeded)
        {
            return (null, [], outcome.Refusal);
        }

        using var bare = X509CertificateLoader.LoadCertificate(outcome.Value.Der.AsSpan());
        var chain = new X509Certificate2Collection();
        foreach (var issuer in outcome.Value.Chain.SkipLast(1))
        {
            chain.Add(X509CertificateLoader.LoadCertificate(issuer.AsSpan()));
        }

        return (bare.CopyWithPrivateKey(key), chain, null);
    }

    /// <summary>What clients call this server: the public URL's host, this machine's name when it is one, and the loopback names.</summary>
    private ImmutableArray<SubjectName> Names()
    {
        string[] hosts = ["localhost", new Uri(urls.Https).IdnHost, new Uri(urls.Http).IdnHost, Environment.MachineName, "127.0.0.1", "::1"];
        return
        [
            .. hosts
                .Select(static host => host.Trim('[', ']').ToLowerInvariant())
                .Distinct()
                .Where(static host => Uri.CheckHostName(host) is not UriHostNameType.Unknown and not UriHostNameType.Basic && !host.Contains('_'))
                .Select(static host => new SubjectName(IPAddress.TryParse(host, out _) ? SubjectNameKind.Ip : SubjectNameKind.Dns, host)),
        ];
    }
}
