using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Jobs;

/// <summary>Bulk work over certificates.</summary>
[Trait("needs", "server")]
public sealed class JobTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private const string Password = "three purple submarines";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly string id = Guid.NewGuid().ToString("n");
    private readonly string profile = $"p{Guid.NewGuid():n}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CertificateQuery Filter => new(Profile: profile);

    [Fact]
    public async Task Revoke_OfAFilter_RevokesAllThatItFindsAndTellsEach()
    {
        var maker = await User(cluster, Roles.Operator);
        var keys = await Seed(cluster, 1200);
        var first = await cluster.Grains.Certificate(keys[0]).Revoke(new RevokeCommand(RevocationReason.Superseded, TestRequests.Admin), Token);

        var made = await cluster.Grains.Job(id).Create(Command(maker), Token);
        var again = await cluster.Grains.Job(id).Create(Command(maker), Token);
        var late = await Seed(cluster, 1, DateTimeOffset.UtcNow.AddMinutes(1));
        var done = await Ended(cluster, maker);

        first.Refusal.ShouldBeNull();
        made.Refusal.ShouldBeNull();
        again.Refusal.ShouldBeNull();
        (done.Status, done.Total, done.Done, done.Failed).ShouldBe((JobStatus.Done, 1200L, 1200L, 0L));
        var lines = await Result(cluster, maker);
        lines.Count(static line => (string)line["outcome"]! == "revoked").ShouldBe(1199);
        lines.Single(static line => (string)line["outcome"]! == "already_revoked")["id"]!.ToString().ShouldBe(keys[0].ToId());
        Revoked(cluster).ShouldBe(1200);
        (await cluster.Grains.Certificate(late[0]).Get(Token)).Value!.Status.ShouldBe(CertificateStatus.Good);
        cluster.Scalar("select count(*) from audit where target = @t", ("@t", $"job:{id}")).ShouldBe(2);
    }

    [Fact]
    public async Task Revoke_SiloKilledInTheMiddle_TheOtherFinishesWithTheExactCount()
    {
        await using var own = await GrainCluster.Start();
        var maker = await User(own, Roles.Operator);
        await Seed(own, 3000);
        (await own.Grains.Job(id).Create(Command(maker), Token)).Refusal.ShouldBeNull();
        await Eventually.Until(() => own.Scalar("select done from jobs where id = @id", ("@id", id)) >= 500);
        var holder = await own.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(own.Grains.Job(id), Token);

        await own.Cluster.KillSiloAsync(own.Cluster.Silos.Single(silo => silo.SiloAddress.Equals(holder)), Token);

        await Eventually.Until(() => own.Scalar("select status from jobs where id = @id", ("@id", id)) == (long)JobStatus.Done, Limit);
        own.Scalar("select done from jobs where id = @id", ("@id", id)).ShouldBe(3000);
        own.Scalar("select total from jobs where id = @id", ("@id", id)).ShouldBe(3000);
        own.Scalar("select failed from jobs where id = @id", ("@id", id)).ShouldBe(0);
        Revoked(own).ShouldBe(3000);
        (await Result(own, maker)).Select(static line => (string)line["id"]!).Distinct().Count().ShouldBe(3000);
    }

    [Fact]
    public async Task Export_OfIds_GivesEachCertificateAndSaysWhichThereAreNot()
    {
        var maker = await User(cluster, Roles.Viewer);
        await cluster.CreateAuthorities();
        var issued = await cluster.Grains.Issuance(TestRequests.Issuing).Issue(TestRequests.Command(Guid.NewGuid().ToString("n")), Token);
        var unknown = new CertificateKey(TestRequests.Issuing, SerialNumber.Parse("0123"));
        var command = new CreateJobCommand(JobKind.Export, null, [issued.Value!.Key, unknown], RevocationReason.Unspecified, maker);

        (await cluster.Grains.Job(id).Create(command, Token)).Refusal.ShouldBeNull();
        var done = await Ended(cluster, maker);

        (done.Status, done.Done, done.Failed).ShouldBe((JobStatus.Done, 2L, 1L));
        var lines = await Result(cluster, maker);
        ((string)lines[0]["certificate"]!).ShouldStartWith("-----BEGIN CERTIFICATE-----");
        ((string)lines[1]["code"]!).ShouldBe("not_found");
    }

    [Fact]
    public async Task Job_WhoseMakerIsGone_FailsAndSaysSo()
    {
        var maker = await User(cluster, Roles.Operator);
        await Seed(cluster, 2500);
        (await cluster.Grains.Job(id).Create(Command(maker), Token)).Refusal.ShouldBeNull();
        var paused = await cluster.Grains.Job(id).SetStatus(new SetJobStatusCommand(JobStatus.Paused, maker), Token);
        (await cluster.Grains.User(UserName.Parse(maker.Name)).Delete(null, Caller.System("test"), Token)).Refusal.ShouldBeNull();

        var resumed = await cluster.Grains.Job(id).SetStatus(new SetJobStatusCommand(JobStatus.Running, TestRequests.Admin), Token);
        var ended = await Ended(cluster, TestRequests.Admin);

        paused.Value!.Status.ShouldBe(JobStatus.Paused);
        resumed.Value!.Status.ShouldBe(JobStatus.Queued);
        ended.Status.ShouldBe(JobStatus.Failed);
        ended.Fault.ShouldBe("The user who made the job is disabled or was deleted.");
        Revoked(cluster).ShouldBe(ended.Done);
        (await cluster.Grains.Job(Guid.NewGuid().ToString("n")).Create(Command(maker), Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task Job_OfAnother_IsNotThere()
    {
        var maker = await User(cluster, Roles.Operator);
        var other = await User(cluster, Roles.Operator);
        await cluster.Grains.Job(id).Create(Command(maker), Token);

        (await cluster.Grains.Job(id).Get(other, Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await cluster.Grains.Job(id).SetStatus(new SetJobStatusCommand(JobStatus.Cancelled, other), Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await cluster.Grains.Jobs().List(new ListJobsQuery(null, null, null, 10, other), Token)).Value!.Jobs.ShouldBeEmpty();
        (await cluster.Grains.Jobs().List(new ListJobsQuery(null, null, null, 10, maker), Token)).Value!.Jobs.ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task Create_WithoutThePermissionOrFaulty_IsRefused()
    {
        var viewer = await User(cluster, Roles.Viewer);
        var maker = await User(cluster, Roles.Operator);

        (await cluster.Grains.Job(id).Create(Command(viewer), Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await cluster.Grains.Job(id).Create(Command(maker) with { Ids = [] }, Token)).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await cluster.Grains.Job(id).Create(Command(maker) with { Filter = null, Ids = [] }, Token)).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await cluster.Grains.Job(id).Create(Command(maker) with { Reason = RevocationReason.RemoveFromCrl }, Token)).Refusal!.Code
            .ShouldBe(RefusalCode.BadRevocationReason);
    }

    private long Revoked(GrainCluster cluster) => cluster.Scalar(
        "select count(*) from certificates where profile = @p and status = @s", ("@p", profile), ("@s", (long)CertificateStatus.Revoked));

    private static async Task<Caller> User(GrainCluster cluster, string role)
    {
        var name = UserName.Parse($"u{Guid.NewGuid():n}");
        var created = await cluster.Grains.User(name).Create(
            new CreateUserCommand(new SecretText(Password), [role], false, Caller.System("test")), CancellationToken.None);
        created.Refusal.ShouldBeNull();
        return new Caller(CallerKind.User, name.Value, Roles.PermissionsOf([role]));
    }

    private CreateJobCommand Command(Caller maker) => new(JobKind.Revoke, Filter, null, RevocationReason.Superseded, maker);

    private async Task<Job> Ended(GrainCluster from, Caller maker) =>
        (await Eventually.Get(
            () => from.Grains.Job(id).Get(maker, Token), static job => job.Value?.Status is JobStatus.Done or JobStatus.Failed, Limit)).Value!;

    private async Task<List<JsonNode>> Result(GrainCluster from, Caller maker)
    {
        var lines = new List<JsonNode>();
        for (var part = 0; ; part++)
        {
            var read = await from.Grains.Job(id).ReadResult(part, maker, Token);
            lines.AddRange(read.Value!.Lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!));
            if (read.Value.IsLast)
            {
                return lines;
            }
        }
    }

    /// <summary>Rows of certificates, as taken over from elsewhere.</summary>
    private async Task<CertificateKey[]> Seed(GrainCluster into, int count, DateTimeOffset? at = null)
    {
        await into.CreateAuthorities();
        var store = into.Service<ICertificateStore>();
        var now = DateTimeOffset.UtcNow;
        var keys = Enumerable.Range(0, count)
            .Select(static _ => SerialNumber.Parse("4" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(15))[1..]))
            .Select(static serial => new CertificateKey(TestRequests.Issuing, serial))
            .ToArray();
        await Task.WhenAll(keys.Select(key => store.Reserve(
            new CertificateIntent(
                key, new RequestId($"system:seed:{key.Serial.Hex}"), [1], profile, "CN=a.example.com", [], now.AddDays(-1), now.AddDays(90),
                at ?? now.AddMinutes(-1), "user:admin", [.. RandomNumberGenerator.GetBytes(32)], [])
            { Certificate = [0x30, 0x00] },
            new CommitCompanion([], []),
            Token)));
        return keys;
    }
}
