using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using Ucm.Grains.Authorities;
using Ucm.Grains.Cluster;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Faults;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Cluster;

/// <summary>Law 8: a setting is in force on every node within a second, and a node that cannot confirm where it stands signs nothing.</summary>
[Trait("needs", "server")]
public sealed class Law08Tests(PostgresService postgres)
{
    private static readonly TimeSpan Law = TimeSpan.FromSeconds(1);

    /// <summary>On top of the law, for a busy machine's scheduling; never for the product's own waits.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(AuthorityStatus.Offline)]
    [InlineData(AuthorityStatus.Retired)]
    public async Task Law08_OutOfServiceOnOneSilo_TheOtherRefusesWithinASecond(AuthorityStatus status)
    {
        await using var cluster = await GrainCluster.Start(storage: await postgres.CreateDatabase());
        await cluster.CreateAuthorities();
        var csr = TestRequests.Csr("www.example.com");
        await Task.WhenAll(cluster.Issue(TestRequests.Command("law08:0", csr: csr), 0), cluster.Issue(TestRequests.Command("law08:1", csr: csr), 1));

        var changed = await cluster.Service<IGrainFactory>(0).Authority(TestRequests.Issuing).SetStatus(status, TestRequests.Admin, CancellationToken.None);
        var since = Stopwatch.GetTimestamp();

        changed.Refusal.ShouldBeNull();
        for (var number = 2; ; number++)
        {
            var began = Stopwatch.GetElapsedTime(since);
            var answers = await Task.WhenAll(
                cluster.Issue(TestRequests.Command($"law08:a{number}", csr: csr), 0), cluster.Issue(TestRequests.Command($"law08:b{number}", csr: csr), 1));
            if (answers.All(answer => answer.Refusal?.Code == RefusalCode.AuthorityNotOnline))
            {
                break;
            }

            (began < Law || answers.All(answer => !answer.Succeeded)).ShouldBeTrue();
        }

        (await cluster.Grains.Crl(TestRequests.Issuing).PublishIfDue(CancellationToken.None)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Law08_ResumedOnOneSilo_TheOtherIssuesWithinASecond()
    {
        await using var cluster = await GrainCluster.Start(storage: await postgres.CreateDatabase());
        await cluster.CreateAuthorities();
        var authority = cluster.Service<IGrainFactory>(0).Authority(TestRequests.Issuing);
        await authority.SetStatus(AuthorityStatus.Offline, TestRequests.Admin, CancellationToken.None);
        await Eventually.Until(async () => (await cluster.Issue(TestRequests.Command("law08:resumed"), 1)).Refusal?.Code == RefusalCode.AuthorityNotOnline);

        await authority.SetStatus(AuthorityStatus.Online, TestRequests.Admin, CancellationToken.None);
        var since = Stopwatch.GetTimestamp();
        await Eventually.Until(async () =>
        {
            var began = Stopwatch.GetElapsedTime(since);
            var issued = (await cluster.Issue(TestRequests.Command("law08:resumed"), 1)).Succeeded;
            (issued || began < Law).ShouldBeTrue();
            return issued;
        });

        cluster.Audited("authority.offline", "authority:issuing").ShouldBe(1);
        cluster.Audited("authority.online", "authority:issuing").ShouldBe(2);
    }

    [Fact]
    public async Task Law08_TheDatabaseIsFrozen_NothingIsConfirmedAfterASecondAndItRecovers()
    {
        await using var frozen = await PostgresCluster.Start();
        var snapshots = frozen.Cluster.Service<AuthoritySnapshots>(1);
        (await snapshots.Confirm(TestRequests.Issuing, CancellationToken.None)).Refusal.ShouldBeNull();

        await frozen.Server.Freeze();
        var since = Stopwatch.GetTimestamp();
        var began = TimeSpan.Zero;
        while ((await snapshots.Confirm(TestRequests.Issuing, CancellationToken.None)).Succeeded)
        {
            began.ShouldBeLessThan(Law);
            began = Stopwatch.GetElapsedTime(since);
        }

        // A view of up to a second, and up to a second's wait for the next one, which is answered with a refusal.
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(Law + Law + Slack);
        await frozen.Server.Thaw();
        await Eventually.Until(async () => (await snapshots.Confirm(TestRequests.Issuing, CancellationToken.None)).Succeeded);
        (await frozen.Cluster.Issue(TestRequests.Command("law08:thawed"), 1)).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData(SiloStatus.Dead)]
    [InlineData(SiloStatus.None)]
    public async Task Law08_PutOutOfTheClusterWithoutKnowing_SignsNothingAfterASecond(SiloStatus status)
    {
        var told = new Standing();
        await using var cluster = await GrainCluster.Start(
            storage: await postgres.CreateDatabase(), configureSilo: (silo, services) => told.Use(services, silo == 1));
        await cluster.CreateAuthorities();
        var csr = TestRequests.Csr("www.example.com");
        (await cluster.Issue(TestRequests.Command("law08:member", csr: csr), 1)).Refusal.ShouldBeNull();

        told.Status = status;
        var since = Stopwatch.GetTimestamp();
        for (var number = 0; ; number++)
        {
            var began = Stopwatch.GetElapsedTime(since);
            var answer = await cluster.Issue(TestRequests.Command($"law08:out:{number}", csr: csr), 1);
            if (answer.Refusal?.Code == RefusalCode.AuthorityUnavailable)
            {
                break;
            }

            (began < Law || !answer.Succeeded).ShouldBeTrue();
        }

        (await cluster.Service<AuthoritySnapshots>(1).ConfirmMembership(CancellationToken.None)).ShouldNotBeNull();
        (await cluster.Issue(TestRequests.Command("law08:in", csr: csr), 0)).Refusal.ShouldBeNull();
        (await cluster.Row("law08:member"))!.Record.Status.ShouldBe(CertificateStatus.Good);
    }

    [Fact]
    public async Task Law08_TheMembershipTableCannotBeRead_SignsNothing()
    {
        var told = new Standing { Fault = new TimeoutException("no table") };
        await using var cluster = await GrainCluster.Start(configureSilo: (silo, services) => told.Use(services, silo == 1));

        var confirmed = await cluster.Service<AuthoritySnapshots>(1).Confirm(TestRequests.Issuing, CancellationToken.None);

        confirmed.Refusal!.Code.ShouldBe(RefusalCode.AuthorityUnavailable);
    }

    /// <summary>What the membership table says of a silo; the silo's own belief, and what the others believe, stay as they are.</summary>
    private sealed class Standing
    {
        public SiloStatus Status { get; set; } = SiloStatus.Active;

        public Exception? Fault { get; set; }

        public void Use(IServiceCollection services, bool told)
        {
            if (told)
            {
                services.Replace(ServiceDescriptor.Singleton(provider => new SiloStanding(Table(provider.GetRequiredService<ILocalSiloDetails>().SiloAddress),
                    provider.GetRequiredService<ILocalSiloDetails>(), NullLogger<SiloStanding>.Instance)));
            }
        }

        private IMembershipTable Table(SiloAddress silo)
        {
            var table = Substitute.For<IMembershipTable>();
            table.ReadRowAsync(silo, Arg.Any<CancellationToken>()).Returns(_ => Fault is null ? Rows(silo) : throw Fault);
            return table;
        }

        private MembershipTableData Rows(SiloAddress silo)
        {
            var version = new TableVersion(1, "1");
            return Status == SiloStatus.None
                ? new MembershipTableData(version)
                : new MembershipTableData(Tuple.Create(new MembershipEntry { SiloAddress = silo, Status = Status }, "1"), version);
        }
    }
}
