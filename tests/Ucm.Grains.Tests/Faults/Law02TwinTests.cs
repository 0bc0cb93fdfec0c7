using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Revocations;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Law 2 when every grain exists twice: the database decides, so there is one of everything, and an audit row for each.</summary>
[Trait("needs", "server")]
public sealed class Law02TwinTests(TwinClusters twins) : IClassFixture<TwinClusters>
{
    [Fact]
    public void Law02_BothMakeTheAuthorities_OneCertificateEach()
    {
        foreach (var subject in (string[])["Test Root", "Test Issuing"])
        {
            twins.One.Scalar($"select count(*) from certificates where subject like '%{subject}%'").ShouldBe(1);
        }

        foreach (var id in (string[])["root", "issuing"])
        {
            twins.One.Audited("authority.create", $"authority:{id}").ShouldBe(1);
            twins.One.Audited("authority.online", $"authority:{id}").ShouldBe(1);
        }
    }

    [Fact]
    public async Task Law02_BothIssueTheSameRequests_OneCertificateEach()
    {
        var commands = Enumerable.Range(0, 25).Select(number => TestRequests.Command($"twin:issue:{number}")).ToArray();

        var answers = await Task.WhenAll(commands.Select(command =>
            Task.WhenAll(twins.Both.Concat(twins.Both).Select((cluster, at) => cluster.Issue(command, at / 2)))));

        foreach (var (command, four) in commands.Zip(answers))
        {
            var stored = (await twins.One.Row(command.Request.Value)).ShouldNotBeNull();
            four.ShouldAllBe(answer => answer.Succeeded && answer.Value.Der.SequenceEqual(stored.Record.Der));
            twins.One.Certificates(command.Request.Value).ShouldBe(1);
            twins.One.Audited("certificate.reserve", command.Request.Value).ShouldBe(1);
            twins.One.Audited("certificate.issue", command.Request.Value).ShouldBe(1);
            twins.One.Events("certificate.issued", command.Request.Value).ShouldBe(1);
        }
    }

    [Fact]
    public async Task Law02_BothRevoke_OneReceipt()
    {
        var issued = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => twins.One.Issued($"twin:revoke:{number}")));

        var answers = await Task.WhenAll(issued.Select(one =>
            Task.WhenAll(twins.Both.Select(cluster => cluster.Revoke(one.Key, RevocationReason.Superseded)))));

        foreach (var (one, both) in issued.Zip(answers))
        {
            both.Count(answer => answer.Succeeded).ShouldBe(1);
            both.Single(answer => !answer.Succeeded).Refusal!.Code.ShouldBe(RefusalCode.AlreadyRevoked);
            twins.One.Audited("certificate.revoke", $"certificate:{one.Key.ToId()}").ShouldBe(1);
        }

        var log = await twins.Other.Service<IRevocationStore>().ListSince(0, 1000, CancellationToken.None);
        log.Select(one => one.Key).Intersect(issued.Select(one => one.Key)).Count().ShouldBe(issued.Length);
        log.Select(one => one.Sequence).ShouldBe(log.Select(one => one.Sequence).Order());
    }

    [Fact]
    public async Task Law02_BothPublishCrls_EachNumberOnceAndNoEntryLost()
    {
        var revoked = (await twins.One.Issued("twin:crl")).Key;
        await twins.One.Revoke(revoked, RevocationReason.KeyCompromise);

        await Task.WhenAll(twins.Both.Concat(twins.Both).Select(cluster =>
            TwinClusters.Insist(() => cluster.Grains.Crl(TestRequests.Issuing).PublishIfDue(CancellationToken.None))));

        twins.One.Scalar("select count(*) from crls where authority = 'issuing'").ShouldBe(
            twins.One.Scalar("select count(distinct number) from crls where authority = 'issuing'"));
        twins.One.Audited("crl.publish", "authority:issuing").ShouldBe(twins.One.Scalar("select count(*) from crls where authority = 'issuing'"));
    }

    [Fact]
    public async Task Law02_BothMakeAResponder_OneCertificate()
    {
        var fresh = AuthorityId.Parse("twin-responder");
        await Task.WhenAll(twins.Create(fresh, TestRequests.IssuingCommand("ecdsa-p256") with { Subject = "CN=Twin responder CA" }));

        var responders = await Task.WhenAll(twins.Both.Concat(twins.Both).Select(cluster =>
            TwinClusters.Insist(() => cluster.Grains.OcspResponder(fresh).Get(CancellationToken.None))));

        responders.ShouldAllBe(responder => responder.KeyId == responders[0].KeyId && responder.Certificate.SequenceEqual(responders[0].Certificate));
        twins.One.Scalar("select count(*) from certificates where authority = 'twin-responder' and profile = 'ocsp-signing'").ShouldBe(1);
    }

    /// <summary>Whoever comes second takes up the steps of the first, rather than turn its callers away.</summary>
    [Theory]
    [InlineData("ecdsa-p384")]
    [InlineData("ecdsa-p521")]
    [InlineData("rsa-2048")]
    [InlineData("ed25519")]
    public async Task Law02_BothMakeTheSameResponder_BothAnswerWithTheOne(string algorithm)
    {
        var answers = await Task.WhenAll(twins.Both.Select(cluster => cluster.Grains.OcspResponder(TestRequests.Issuing, algorithm).Get(CancellationToken.None)));

        answers.ShouldAllBe(static answer => answer.Succeeded);
        answers[1].Value!.Certificate.ShouldBe(answers[0].Value!.Certificate);
    }

    [Fact]
    public async Task Law04_RevokedOnOne_TheOthersFeedAndStatusShowIt()
    {
        var key = (await twins.One.Issued("twin:feed")).Key;
        (await Status.StatusQuestions.AskSingle(twins.Other.Grains, key)).GetCertStatus().ShouldBeNull();

        var receipt = (await twins.One.Revoke(key, RevocationReason.Superseded)).Value.ShouldNotBeNull();

        await Eventually.Until(async () =>
            (await Status.StatusQuestions.AskSingle(twins.Other.Grains, key, recent: true)).GetCertStatus() is Org.BouncyCastle.Ocsp.RevokedStatus);
        (await Status.StatusQuestions.AskSingle(twins.Other.Grains, key, receipt.Sequence)).GetCertStatus().ShouldBeOfType<Org.BouncyCastle.Ocsp.RevokedStatus>();
    }
}
