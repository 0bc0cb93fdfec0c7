using Shouldly;
using Ucm.Conformance.Tests.Acme;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>A silo is killed between the challenges and the finalize of orders, and just after others were told "valid".</summary>
[Trait("needs", "server")]
[Collection(LocalClusterCollection.Name)]
public sealed class ClusterAcmeKillTests(LocalCluster cluster)
{
    private const string Silo = "silo1";

    /// <summary>Orders live on any of the three silos, so there are several of each.</summary>
    private const int Orders = 6;

    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);
    private readonly ClusterSite site = new(cluster);

    [Fact]
    public async Task Order_SiloKilledBetweenChallengeAndFinalize_OneCertificateEachAndWhatWasValidStaysSo()
    {
        using var client = await RawAcmeClient.WithAccount(site.Client(0));
        using var other = client.Through(site.Client(1));
        await using var web = new ChallengeServer(site.ChallengePort);
        var proved = await Ready(client, web);
        var told = await Ready(client, web);
        (await Task.WhenAll(told.Select(order => Finalize(client, order)))).ShouldAllBe(static answer => answer.Status == 200);
        var answers = await Task.WhenAll(told.Select(order => client.Settled(order.Url)));
        answers.Select(static answer => (string?)answer.Json["status"]).ShouldAllBe(static status => status == "valid");

        await cluster.Run("kill", Silo);
        try
        {
            var seen = await Task.WhenAll(told.Select(order => Answered(() => other.Post(order.Url, ""))));
            var finished = await Task.WhenAll(proved.Select(order => Answered(() => Finalize(other, order))));
            var settled = await Task.WhenAll(proved.Select(order => Answered(() => other.Settled(order.Url))));
            var again = await Task.WhenAll(told.Concat(proved).Select(order => Answered(() => Finalize(client, order))));

            seen.Select(static answer => (string?)answer.Json["status"]).ShouldAllBe(static status => status == "valid");
            finished.ShouldAllBe(static answer => answer.Status == 200);
            again.Select(CertificateOf).ShouldBe(answers.Concat(settled).Select(CertificateOf));
            foreach (var url in again.Select(CertificateOf))
            {
                (await other.Post(url!, "")).ContentType.ShouldBe("application/pem-certificate-chain");
            }
        }
        finally
        {
            await cluster.Run("restart", Silo);
        }
    }

    private static async Task<List<ReadyOrder>> Ready(RawAcmeClient client, ChallengeServer web)
    {
        var orders = new List<ReadyOrder>();
        for (var i = 0; i < Orders; i++)
        {
            var order = await client.Order(["localhost"]);
            await client.Prove(web, order.Authorizations()[0]);
            orders.Add(new ReadyOrder(order.Location!, (string)order.Json["finalize"]!, AcmeOrdering.Csr(null, "localhost")));
        }

        return orders;
    }

    private static Task<AcmeAnswer> Finalize(RawAcmeClient client, ReadyOrder order) => client.Post(order.Finalize, $$"""{"csr":"{{order.Csr}}"}""");

    /// <summary>
    /// Until the cluster knows that the silo is dead, a call may be refused with 503; and the nonces that it held are gone, which
    /// clients answer by asking again (RFC 8555 §6.5).
    /// </summary>
    private static Task<AcmeAnswer> Answered(Func<Task<AcmeAnswer>> ask) => Eventually.Get(
        ask, static answer => answer.Status is not 503 && !$"{answer.Json["type"]}".EndsWith(":badNonce", StringComparison.Ordinal), Recovery);

    private static string? CertificateOf(AcmeAnswer answer) => (string?)answer.Json["certificate"];

    private sealed record ReadyOrder(string Url, string Finalize, string Csr);
}
