using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Tls;

/// <summary>
/// Gets this frontend a certificate from the authority <c>issuing</c>. The key is made here and never written, but to a store that seals it
/// (docs/decisions/0002). The silo decides which of the names it may have.
/// </summary>
internal sealed partial class ServerCertificateIssuer(IGrainFactory grains, PublicUrls urls, TimeProvider clock, ILogger<ServerCertificateIssuer> log, IServerKeyStore? store = null)
{
    /// <summary>The one that was kept while it is good, else a new one; or why not.</summary>
    public async Task<(ServerCertificate? Certificate, Refusal? Refusal)> Get(CancellationToken cancellationToken)
    {
        var names = Names();
        if (await FindKept(Text(names), cancellationToken) is { } kept)
        {
            return (kept, null);
        }

        var (made, refusal) = await Issue(names, cancellationToken);
        if (made is not null)
        {
            Keep(made, Text(names));
        }

        return (made, refusal);
    }

    /// <summary>Good is one for these names, not due for renewal, that the silo knows and nobody has revoked.</summary>
    private async Task<ServerCertificate?> FindKept(string names, CancellationToken cancellationToken)
    {
        if (store?.Read() is not { } content)
        {
            return null;
        }

        var kept = ServerCertificate.Unpack(content, names);
        CryptographicOperations.ZeroMemory(content);
        if (kept is null || clock.GetUtcNow() >= kept.RenewAt)
        {
            return null;
        }

        var key = new CertificateKey(ServerCertificateRequest.Authority, SerialNumber.FromBytes(ParsedCertificate.Parse(kept.Certificate.RawDataMemory).SerialNumber.Span));
        var known = await grains.Certificate(key).Get(cancellationToken);
        return known.Succeeded && known.Value.Status == CertificateStatus.Good && known.Value.Der.AsSpan().SequenceEqual(kept.Certificate.RawDataMemory.Span)
            ? kept
            : null;
    }

    private void Keep(ServerCertificate made, string names)
    {
        if (store is null)
        {
            return;
        }

        var content = made.Pack(names);
        try
        {
            store.Write(content);
        }
        catch (IOException fault)
        {
            LogNotKept(log, fault.Message);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private async Task<(ServerCertificate? Certificate, Refusal? Refusal)> Issue(ImmutableArray<SubjectName> names, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = new CertificateRequest(new X500DistinguishedName(string.Empty), key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var outcome = await grains.ServerCertificates().Issue(new ServerCertificateRequest([.. csr], names), cancellationToken);
        if (!outcome.Succeeded)
        {
            return (null, outcome.Refusal);
        }

        using var bare = X509CertificateLoader.LoadCertificate(outcome.Value.Der.AsSpan());
        var chain = new X509Certificate2Collection();
        foreach (var issuer in outcome.Value.Chain.SkipLast(1))
        {
            chain.Add(X509CertificateLoader.LoadCertificate(issuer.AsSpan()));
        }

        return (new ServerCertificate(bare.CopyWithPrivateKey(key), chain), null);
    }

    private static string Text(ImmutableArray<SubjectName> names) => string.Join(',', names.Select(static name => name.Value));

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server certificate cannot be kept for the next start: {Reason}")]
    private static partial void LogNotKept(ILogger logger, string reason);
}
