using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.RateLimits;

namespace Ucm.Grains.Certificates;

/// <summary>
/// The one place where a frontend gets a certificate on its own word: short-lived, for TLS servers, for names that the silos' configuration gives to frontends. A machine's
/// own name counts when silo and frontend are one process; a stateless worker is asked where the question arises.
/// </summary>
[StatelessWorker]
internal sealed class ServerCertificateGrain(PublicUrls urls, IOptions<FrontendNameOptions> options) : Grain, IServerCertificateGrain
{
    private const string Profile = "tls-server-short";
    private static AuthorityId Authority => ServerCertificateRequest.Authority;

    // A frontend asks once every few days; a hostile one shall not fill the database.
    private static readonly RateLimitRule Limit = new(60, TimeSpan.FromMinutes(10));

    public async Task<Outcome<IssuedCertificate>> Issue(ServerCertificateRequest request, CancellationToken cancellationToken)
    {
        var allowed = Allowed();
        SubjectName[] names = [.. request.Names.Where(name => allowed.Contains(name.Value)).Distinct()];
        if (names.Length == 0)
        {
            return new Refusal(RefusalCode.RejectedIdentifier, "None of the names is a frontend's; add it to Ucm:Cluster:FrontendNames.");
        }

        var wait = await GrainFactory.RateLimit("server-certificate", "all").Take(Limit, cancellationToken);
        if (wait > TimeSpan.Zero)
        {
            return new Refusal(RefusalCode.RateLimited, "Too many server certificates were asked for.", wait);
        }

        var command = new IssueCommand(
            new RequestId($"system:server-certificate:{Guid.NewGuid():n}"), Authority, Profile, request.Csr, Caller.System("frontend"), new RequestedContent(Subject: string.Empty, Names: [.. names]));
        return await GrainFactory.Issuance(Authority).Issue(command, cancellationToken);
    }

    private HashSet<string> Allowed() => new(
        [
            "localhost", "127.0.0.1", "::1", Environment.MachineName.ToLowerInvariant(), Host(urls.Https), Host(urls.Http),
            .. options.Value.FrontendNames.Select(static name => name.Trim('[', ']').ToLowerInvariant()),
        ],
        StringComparer.Ordinal);

    private static string Host(string url) => new Uri(url).IdnHost.Trim('[', ']').ToLowerInvariant();
}
