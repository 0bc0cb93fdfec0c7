using System.Text.Json.Nodes;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Audit;

namespace Ucm.Grains.Tests.Objects;

/// <summary>What every kind of administrators' objects has in common, on profiles.</summary>
[Trait("needs", "server")]
public sealed class AdministeredObjectTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private static readonly Caller Operator = new(CallerKind.User, "op", Roles.PermissionsOf([Roles.Operator]));

    private readonly string name = $"web-{Guid.NewGuid():n}";

    private IAdministeredObjectGrain Object => cluster.Grains.Object(new ObjectKey("profile", name));

    [Fact]
    public async Task Save_CopyOfABuiltInOne_IsVersionOneAndReadsBack()
    {
        var created = await Create("""{"description":"Web servers","validity_seconds":86400}""");

        created.Refusal.ShouldBeNull();
        created.Value!.Version.ShouldBe(1);
        created.Value.Status.ShouldBe(ObjectStatus.Enabled);
        var read = await Object.Get(TestRequests.Admin, CancellationToken.None);
        read.Value.ShouldBe(created.Value);
        var content = JsonNode.Parse(read.Value!.Content)!;
        content["description"]!.GetValue<string>().ShouldBe("Web servers");
        content["extended_key_usage"]![0]!.GetValue<string>().ShouldBe("1.3.6.1.5.5.7.3.1");
    }

    [Fact]
    public async Task Save_Twice_IsAConflict()
    {
        await Create("{}");

        (await Create("{}")).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
    }

    [Theory]
    [InlineData("Web")]
    [InlineData("-web")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task Save_UnderANameThatIsNone_NamesTheField(string bad)
    {
        var saved = await cluster.Grains.Object(new ObjectKey("profile", bad)).Save(Command(SaveMode.Create, "{}", copyOf: "tls-server"), CancellationToken.None);

        saved.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        saved.Refusal.Parts.ShouldHaveSingleItem().Name.ShouldBe("/name");
    }

    [Fact]
    public async Task Save_OverABuiltInOne_IsRefused()
    {
        var builtIn = cluster.Grains.Object(new ObjectKey("profile", "tls-server"));

        (await builtIn.Save(Command(SaveMode.Merge, "{}"), CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await builtIn.Save(Command(SaveMode.Create, "{}"), CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await builtIn.SetStatus(new SetObjectStatusCommand(ObjectStatus.Disabled, null, TestRequests.Admin), CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
    }

    [Fact]
    public async Task Save_SeveralFaults_AreAllNamedAndNothingIsWritten()
    {
        var saved = await Create("""{"validity_seconds":"long","nonsense":1,"names":{"allowed":["dns","pigeon"]},"key_usage":null}""");

        saved.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        saved.Refusal.Parts.Select(static part => part.Name).ShouldBe(["/validity_seconds", "/key_usage", "/nonsense"], ignoreOrder: true);
        (await Object.Get(TestRequests.Admin, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    [Fact]
    public async Task Save_FaultsOfMeaning_AreAllNamed()
    {
        var saved = await Create(
            """
            {"names":{"allowed":["dns","pigeon"],"dns_suffixes":[".x","*.y"],"ip_networks":["10.0.0.1/8"]},"extended_key_usage":["1.3.6.1.5.5.7.3.9","one"],
             "authorities":["nowhere"],"lint":{"no.such.rule":"off","cabf.san.underscore":"loud"},"urls":{"crl":"https://x"},"subject":{"fixed":{"C":"Germany"}}}
            """);

        saved.Refusal!.Parts.Select(static part => part.Name).ShouldBe(
            [
                "/names/allowed/1", "/names/dns_suffixes/0", "/names/dns_suffixes/1", "/names/ip_networks/0", "/extended_key_usage/0", "/extended_key_usage/1",
                "/authorities/0", "/lint/no.such.rule", "/lint/cabf.san.underscore", "/urls/crl", "/subject/fixed/C", "/names/required", "/names/allowed",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Save_MergeWithAStaleVersion_IsRefusedAndChangesNothing()
    {
        await Create("{}");
        (await Merge("""{"description":"second"}""", expected: 1)).Value!.Version.ShouldBe(2);

        var stale = await Merge("""{"description":"third"}""", expected: 1);

        stale.Refusal!.Code.ShouldBe(RefusalCode.StaleVersion);
        (await Object.Get(TestRequests.Admin, CancellationToken.None)).Value!.Version.ShouldBe(2);
    }

    [Fact]
    public async Task Save_WhatIsThereAlready_IsNoNewVersion()
    {
        await Create("""{"description":"same"}""");

        (await Merge("""{"description":"same"}""")).Value!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task GetVersion_AfterChanges_TellsWhatChangedWhenAndWhy()
    {
        await Create("""{"description":"one"}""");
        await Object.Save(Command(SaveMode.Merge, """{"description":"two","names":{"wildcards":false}}""", comment: "no more stars"), CancellationToken.None);

        var versions = await Object.ListVersions(new ListObjectVersionsQuery(null, 10, TestRequests.Admin), CancellationToken.None);
        var second = await Object.GetVersion(new GetObjectVersionQuery(2, null, TestRequests.Admin), CancellationToken.None);

        versions.Value!.Versions.Select(static version => version.Version).ShouldBe([2, 1]);
        second.Value!.Comment.ShouldBe("no more stars");
        second.Value.ChangedBy.ShouldBe("user:admin");
        second.Value.Changes.ShouldBe(
            [new ObjectChange("/description", "\"one\"", "\"two\""), new ObjectChange("/names/wildcards", "true", "false")], ignoreOrder: true);
        (await Object.GetVersion(new GetObjectVersionQuery(3, null, TestRequests.Admin), CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    [Fact]
    public async Task Law05_ObjectChanged_AuditRowHasTheFieldsBeforeAndAfter()
    {
        await Create("""{"description":"one"}""");
        await Merge("""{"description":"two"}""");

        var audit = await cluster.Service<IAuditStore>().List(null, 10, CancellationToken.None);
        var detail = audit.Items.First(row => row.Target == $"profile:{name}" && row.Action == "profile.update").Detail;

        JsonNode.Parse(detail)!["changes"]![0]!.ToJsonString().ShouldBe("""{"pointer":"/description","before":"one","after":"two"}""");
        cluster.Scalar($"select count(*) from outbox where kind = 'profile.changed' and payload like '%{name}%'").ShouldBe(2);
    }

    [Fact]
    public async Task SetStatus_Deleted_TheNameCanBeGivenAgainAndVersionsGoOn()
    {
        await Create("{}");
        (await Object.SetStatus(new SetObjectStatusCommand(ObjectStatus.Deleted, null, TestRequests.Admin), CancellationToken.None)).Value!.Version.ShouldBe(2);
        (await Object.Get(TestRequests.Admin, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);

        (await Create("{}")).Value!.Version.ShouldBe(3);
    }

    [Fact]
    public async Task Object_OfAnOperator_CanBeReadAndNotChanged()
    {
        await Create("{}");

        (await Object.Get(Operator, CancellationToken.None)).Refusal.ShouldBeNull();
        (await Object.Save(Command(SaveMode.Merge, "{}") with { Caller = Operator }, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await Object.SetStatus(new SetObjectStatusCommand(ObjectStatus.Disabled, null, Operator), CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task List_OfAKind_HasBuiltInAndOwnOnesByNameInPages()
    {
        await Create("{}");
        var names = new List<string>();
        string? after = null;
        do
        {
            var page = await cluster.Grains.ObjectCatalog().List(new ListObjectsQuery("profile", after, null, null, 3, TestRequests.Admin), CancellationToken.None);
            names.AddRange(page.Value!.Objects.Select(static known => known.Key.Name));
            after = page.Value.Next;
        }
        while (after is not null);

        names.ShouldBe(names.Order(StringComparer.Ordinal));
        names.ShouldContain(name);
        names.ShouldContain("tls-server");
        names.Distinct().Count().ShouldBe(names.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task List_OnEitherSiloRightAfterAChange_HasIt(int silo)
    {
        var catalog = cluster.Service<IGrainFactory>(silo).ObjectCatalog();
        var query = new ListObjectsQuery("profile", null, name, null, 10, TestRequests.Admin);
        (await catalog.List(query, CancellationToken.None)).Value!.Objects.ShouldBeEmpty();

        var made = await Create("{}");

        (await catalog.List(query, CancellationToken.None)).Value!.Objects.ShouldHaveSingleItem().ShouldBe(made.Value);
    }

    [Fact]
    public async Task List_OfAKindThatIsNone_IsNotFound() =>
        (await cluster.Grains.ObjectCatalog().List(new ListObjectsQuery("pigeon", null, null, null, 3, TestRequests.Admin), CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);

    private Task<Outcome<AdministeredObject>> Create(string content) => Object.Save(Command(SaveMode.Create, content, copyOf: "tls-server"), CancellationToken.None);

    private Task<Outcome<AdministeredObject>> Merge(string content, long? expected = null) =>
        Object.Save(Command(SaveMode.Merge, content) with { ExpectedVersion = expected }, CancellationToken.None);

    private static SaveObjectCommand Command(SaveMode mode, string content, string? copyOf = null, string? comment = null) =>
        new(mode, content, null, TestRequests.Admin) { CopyOf = copyOf, Comment = comment };
}
