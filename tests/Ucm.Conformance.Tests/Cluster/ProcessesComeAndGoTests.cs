using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Silos and frontends that die, freeze and restart under a small load.</summary>
[Collection(LocalClusterCollection.Name)]
[Trait("needs", "server")]
public sealed class ProcessesComeAndGoTests(LocalCluster cluster)
{
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("silo1")]
    [InlineData("silo3")]
    public async Task Silo_Killed_CallsSucceedAgain(string silo)
    {
        using var client = await cluster.SignIn("UCM_FRONTEND1_HTTPS");
        var (before, _, _) = await client.IssueFor("before.example");

        await cluster.Run("kill", silo);

        try
        {
            var key = Guid.NewGuid().ToString("n");
            var csr = RestClient.Csr("after.example");
            var issued = await Eventually.Get(() => client.Issue(new { profile = "tls-server", csr }, key), static answer => answer.Status == 201, Recovery);
            var again = await client.Issue(new { profile = "tls-server", csr }, key);
            ((string)again.Body["serial"]!).ShouldBe((string)issued.Body["serial"]!);
            await Eventually.Get(() => client.Revoke(before, "superseded"), static answer => answer.Status == 200, Recovery);
        }
        finally
        {
            await cluster.Run("restart", silo);
        }
    }

    /// <summary>A silo that was frozen and voted out ends itself when it wakes up, so it is started again whichever of the two happened.</summary>
    [Fact]
    public async Task Silo_Frozen_CallsSucceedAgain()
    {
        using var client = await cluster.SignIn("UCM_FRONTEND2_HTTPS");
        await cluster.Run("freeze", "silo2");
        try
        {
            var csr = RestClient.Csr("frozen.example");
            await Eventually.Get(() => client.Issue(new { profile = "tls-server", csr }, "frozen-silo"), static answer => answer.Status == 201, Recovery);
            await cluster.Run("thaw", "silo2");
        }
        finally
        {
            await cluster.Run("restart", "silo2");
        }
    }

    [Fact]
    public async Task EverySiloAndFrontend_RestartedInTurn_NoIssuanceFails()
    {
        await using var load = await Load.Start(cluster);
        await load.Progress(20);

        foreach (var name in (string[])["silo1", "silo2", "silo3", "frontend1", "frontend2"])
        {
            await cluster.Run("restart", name);
            await load.Progress(20);
        }

        (await load.Stop()).ShouldBeEmpty();
        var doubles = await PostgresServer.Execute(cluster["UCM_PG"], "select count(*) - count(distinct request_id) from certificates");
        doubles.ShouldBe(0L);
    }

    [Fact]
    public async Task Frontend_Killed_TheProxyTakesTheOther()
    {
        await cluster.Run("kill", "frontend1");
        try
        {
            using var client = await Eventually.Get(TrySignIn, static signedIn => signedIn is not null, Recovery);
            await client!.IssueFor("other-frontend.example");
        }
        finally
        {
            await cluster.Run("restart", "frontend1");
        }
    }

    [Fact]
    public async Task AllSilos_Restarted_TheFrontendsReconnect()
    {
        foreach (var silo in (string[])["silo1", "silo2", "silo3"])
        {
            await cluster.Run("kill", silo);
        }

        using (var client = cluster.Client("UCM_FRONTEND1_HTTPS"))
        {
            await Eventually.Get(() => Ready(client), static status => status == 503, Recovery);
        }

        await Task.WhenAll(((string[])["silo1", "silo2", "silo3"]).Select(silo => cluster.Run("restart", silo)));

        foreach (var entry in (string[])["UCM_FRONTEND1_HTTPS", "UCM_FRONTEND2_HTTPS"])
        {
            using var client = cluster.Client(entry);
            await Eventually.Get(() => Ready(client), static status => status == 200, Recovery);
        }
    }

    private static async Task<int> Ready(HttpClient client) => (int)(await client.GetAsync("/health/ready")).StatusCode;

    private async Task<RestClient?> TrySignIn()
    {
        try
        {
            return await cluster.SignIn();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
