using Microsoft.Extensions.Options;
using Ucm.Grains.Inbox;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Inbox;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Audit;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Tests.Inbox;

/// <summary>Requests that wait for an approver.</summary>
[Trait("needs", "server")]
public sealed class InboxRequestTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private readonly string id = Guid.NewGuid().ToString("n");
    private readonly Caller ann = new(CallerKind.User, $"ann{Guid.NewGuid():n}", [Permission.RequestsSubmit]);
    private readonly Caller op = new(CallerKind.User, "op", [Permission.CertificatesIssue]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IInboxRequestGrain Request => cluster.Grains.InboxRequest(id);

    [Fact]
    public async Task Approve_ThirtyTwoTimesAtOnce_IssuesOneCertificateThatIsTheRequesters()
    {
        await Submit();

        var approved = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Request.Approve(op, Token)));

        approved.ShouldAllBe(static one => one.Succeeded && one.Value!.Status == InboxStatus.Issued);
        var certificate = approved.Select(static one => one.Value!.Certificate).Distinct().ShouldHaveSingleItem();
        var listed = await cluster.Service<ICertificateStore>().List(new CertificateQuery { Requester = ann.ToString() }, Token);
        listed.Items.ShouldHaveSingleItem().Key.ToId().ShouldBe(certificate);
        approved[0].Value!.DecidedBy.ShouldBe("user:op");
    }

    [Fact]
    public async Task Approve_WritesTheDecisionInTheAuditLog()
    {
        await Submit();

        await Request.Approve(op, Token);

        var rows = (await cluster.Service<IAuditStore>().List(null, 200, Token)).Items.Where(row => row.Target == $"request:{id}").ToList();
        rows.Select(static row => row.Action).Order(StringComparer.Ordinal).ShouldBe(["request.approve", "request.issue", "request.submit"]);
        rows.Single(static row => row.Action == "request.approve").Actor.ShouldBe("user:op");
    }

    [Fact]
    public async Task Submit_TheSameAgain_IsOneRequestAndAnotherUnderItsIdIsRefused()
    {
        var csr = TestRequests.Csr("a.example.com");

        var first = await Request.Submit(Command(csr), Token);
        var again = await Request.Submit(Command(csr), Token);
        var other = await Request.Submit(Command(TestRequests.Csr("b.example.com")), Token);

        first.Value!.Subject.ShouldBe(again.Value!.Subject);
        first.Value.Status.ShouldBe(InboxStatus.Pending);
        first.Value.Names.ShouldBe([new SubjectName(SubjectNameKind.Dns, "a.example.com")]);
        other.Refusal!.Code.ShouldBe(RefusalCode.IdempotencyMismatch);
    }

    [Fact]
    public async Task Submit_WithoutThePermissionOrOutsideItsLimits_IsForbidden()
    {
        await cluster.CreateAuthorities();
        var elsewhere = ann with { Permissions = [], Grants = [new Grant(Permission.RequestsSubmit, [], ["tls-client"], Own: false)] };

        (await Request.Submit(Command(TestRequests.Csr("a.example.com")) with { Caller = op }, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await Request.Submit(Command(TestRequests.Csr("a.example.com")) with { Caller = elsewhere }, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task Submit_OfWhatCouldNeverBeIssued_IsRefused()
    {
        await cluster.CreateAuthorities();
        var forged = TestRequests.Csr("a.example.com");
        forged[^1] ^= 1;
        var good = TestRequests.Csr("a.example.com");

        (await Request.Submit(Command([1, 2, 3]), Token)).Refusal!.Code.ShouldBe(RefusalCode.BadCsr);
        (await Request.Submit(Command(forged), Token)).Refusal!.Code.ShouldBe(RefusalCode.BadCsr);
        (await Request.Submit(Command(good) with { Profile = "no-such-profile" }, Token)).Refusal!.Code.ShouldBe(RefusalCode.UnknownProfile);
        (await Request.Submit(Command(good) with { Profile = "ocsp-signing" }, Token)).Refusal!.Code.ShouldBe(RefusalCode.PolicyViolation);
        var longNote = await Request.Submit(Command(good) with { Note = new string('a', SubmitInboxRequestCommand.MaxNote + 1) }, Token);
        longNote.Refusal!.Parts.ShouldHaveSingleItem().Name.ShouldBe("/note");
        (await Request.Get(ann, Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    [Fact]
    public async Task Get_WhileItIsPending_HasThePreviewAndForOthersNothing()
    {
        await Submit();
        var bob = ann with { Name = "bob" };
        var limited = op with { Permissions = [], Grants = [new Grant(Permission.CertificatesIssue, [], ["tls-client"], Own: false)] };

        var own = await Request.Get(ann, Token);

        own.Value!.Preview!.ToBeSigned.IsEmpty.ShouldBeFalse();
        own.Value.Csr.IsEmpty.ShouldBeFalse();
        (await Request.Get(op, Token)).Succeeded.ShouldBeTrue();
        (await Request.Get(bob, Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await Request.Get(limited, Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await Request.Approve(limited, Token)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await Request.Approve(ann, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await Request.Cancel(op, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task Reject_NeedsAReasonAndEndsTheRequest()
    {
        await Submit();

        var without = await Request.Reject(new RejectInboxRequestCommand(" ", op), Token);
        var rejected = await Request.Reject(new RejectInboxRequestCommand("Wrong name.", op), Token);

        without.Refusal!.Parts.ShouldHaveSingleItem().Name.ShouldBe("/reason");
        rejected.Value!.Status.ShouldBe(InboxStatus.Rejected);
        (await Request.Get(ann, Token)).Value!.Request.Reason.ShouldBe("Wrong name.");
        (await Request.Approve(op, Token)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await Request.Cancel(ann, Token)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
    }

    [Fact]
    public async Task Cancel_ByTheRequester_EndsTheRequest()
    {
        await Submit();

        (await Request.Cancel(ann, Token)).Value!.Status.ShouldBe(InboxStatus.Cancelled);

        (await Request.Approve(op, Token)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
    }

    [Fact]
    public async Task Submit_MoreThanMayWait_IsRefusedUntilOneIsDecided()
    {
        await cluster.CreateAuthorities();
        var options = new[] { cluster.Service<IOptions<InboxOptions>>(0).Value, cluster.Service<IOptions<InboxOptions>>(1).Value };
        Array.ForEach(options, static option => option.PendingPerUser = 2);
        try
        {
            await Submit();
            (await SubmitAnother()).Succeeded.ShouldBeTrue();
            (await SubmitAnother()).Refusal!.Code.ShouldBe(RefusalCode.RateLimited);

            await Request.Cancel(ann, Token);

            (await SubmitAnother()).Succeeded.ShouldBeTrue();
        }
        finally
        {
            Array.ForEach(options, static option => option.PendingPerUser = 100);
        }
    }

    [Fact]
    public async Task Approve_OfOnesOwn_IsForbiddenWhereTwoPersonsAreAsked()
    {
        var both = ann with { Permissions = [Permission.RequestsSubmit, Permission.CertificatesIssue] };
        var options = new[] { cluster.Service<IOptions<InboxOptions>>(0).Value, cluster.Service<IOptions<InboxOptions>>(1).Value };
        await Submit();
        Array.ForEach(options, static option => option.OwnApproval = false);
        try
        {
            (await Request.Approve(both, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        }
        finally
        {
            Array.ForEach(options, static option => option.OwnApproval = true);
        }

        (await Request.Approve(both, Token)).Value!.Status.ShouldBe(InboxStatus.Issued);
    }

    [Fact]
    public async Task List_PageByPage_ShowsWhatTheCallerMaySee()
    {
        await Submit();
        await SubmitAnother();
        await SubmitAnother();
        var bob = ann with { Name = "bob" };
        var query = new InboxQuery(null, ann.Name, null, null, null, null, null, 2, ann);

        var first = await cluster.Grains.Inbox().List(query, Token);
        var second = await cluster.Grains.Inbox().List(query with { Cursor = first.Value!.Next }, Token);

        first.Value.Requests.Length.ShouldBe(2);
        second.Value!.Requests.ShouldHaveSingleItem().Id.ShouldBe(id);
        second.Value.Next.ShouldBeNull();
        (await cluster.Grains.Inbox().List(query with { Caller = bob }, Token)).Value!.Requests.ShouldBeEmpty();
        (await cluster.Grains.Inbox().List(query with { Caller = op, Take = 200 }, Token)).Value!.Requests.Length.ShouldBe(3);
        (await cluster.Grains.Inbox().List(query with { Status = InboxStatus.Expired }, Token)).Value!.Requests.ShouldBeEmpty();
        (await cluster.Grains.Inbox().List(query with { Cursor = "x" }, Token)).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await cluster.Grains.Inbox().List(query with { Caller = ann with { Permissions = [] } }, Token)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    private async Task Submit()
    {
        await cluster.CreateAuthorities();
        var submitted = await Request.Submit(Command(TestRequests.Csr("a.example.com")), Token);
        submitted.Refusal.ShouldBeNull();
    }

    private Task<Outcome<InboxRequest>> SubmitAnother() =>
        cluster.Grains.InboxRequest(Guid.NewGuid().ToString("n")).Submit(Command(TestRequests.Csr("b.example.com")), Token);

    private SubmitInboxRequestCommand Command(byte[] csr) => new(TestRequests.Issuing, "tls-server", [.. csr], null, "web team", "For the shop.", ann);
}
