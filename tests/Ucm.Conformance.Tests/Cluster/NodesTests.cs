using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>The mode Node: equals on one database.</summary>
[Trait("needs", "server")]
public sealed class NodesTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task Nodes_StartedAtOnceOnAnEmptyDatabase_MakeOneOfEach()
    {
        (await Count("select count(*) from authorities")).ShouldBe(2L);
        (await Count("select count(*) from audit where action = 'user.create'")).ShouldBe(1L);
        nodes.Nodes.Count(static node => node.Text.Contains("First sign-in", StringComparison.Ordinal)).ShouldBe(1);
        Enumerable.Range(0, 2).Count(node => File.Exists(nodes.Password(node))).ShouldBe(1);
        (await File.ReadAllTextAsync(Path.Combine(nodes.Data(0), "root.pem"), TestContext.Current.CancellationToken))
            .ShouldBe(await File.ReadAllTextAsync(Path.Combine(nodes.Data(1), "root.pem"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Certificate_IssuedOnOneNode_IsReadEverywhere()
    {
        using var first = await SignIn(0);
        var (id, _, _) = await first.IssueFor("node.example");

        foreach (var process in (int[])[1, 2])
        {
            using var other = await SignIn(process);
            (await other.Get($"/api/certificates/{id}")).Status.ShouldBe(200);
        }
    }

    [Fact]
    public void Frontend_StartedBeforeTheSilos_WaitedForThem()
    {
        nodes.FrontendBefore.ShouldNotContain("is ready.");
        nodes.Frontend.IsReady.ShouldBeTrue();
    }

    [Fact]
    public async Task Node_WithoutTheMasterKey_IsRefusedAndLeavesNone()
    {
        var missing = Path.Combine(nodes.Data(3), "other.key");

        var result = await Tool.Run("dotnet", [Repository.SiloDll, .. nodes.NodeArguments(3, missing)]);

        result.ExitCode.ShouldBe(1, result.All);
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain("copy master.key");
        File.Exists(missing).ShouldBeFalse();
        File.Exists(nodes.Password(3)).ShouldBeFalse();
    }

    [Fact]
    public async Task Frontend_StoppedWhileItWaitsForTheSilos_EndsInOrder()
    {
        await using var lonely = new ServerProcess(Repository.FrontendDll, nodes.FrontendArguments(StandaloneServer.FreePort(), 3));
        await Eventually.Get(() => Task.FromResult(lonely.Text), static text => text.Contains("Waiting for the silos", StringComparison.Ordinal), TimeSpan.FromMinutes(1));

        (await lonely.Stop()).ShouldBe(0, lonely.Text);

        lonely.Text.Contains("Unhandled exception", StringComparison.Ordinal).ShouldBeFalse(lonely.Text);
    }

    [Fact]
    public async Task Frontend_WithADatabasePassword_IsRefused()
    {
        var result = await Tool.Run("dotnet", [Repository.FrontendDll, "--Ucm:Cluster:Gateways=127.0.0.1:1", $"--Ucm:Storage:ConnectionString={nodes.Database}"]);

        result.ExitCode.ShouldBe(1, result.All);
        result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain("'Ucm:Storage'");
    }

    private Task<object?> Count(string sql) => PostgresServer.Execute(nodes.Database, sql);

    private Task<RestClient> SignIn(int process) => RestClient.SignIn(nodes.Client(process), TwoNodes.AdminPassword);
}
