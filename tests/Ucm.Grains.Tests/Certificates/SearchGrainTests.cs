using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Certificates;

[Trait("needs", "server")]
public sealed class SearchGrainTests(GrainCluster cluster) : IClassFixture<GrainCluster>, IAsyncLifetime
{
    /// <summary>Two authorities and three; their responders serve the platform and are left out.</summary>
    private const int All = 5;

    public async ValueTask InitializeAsync()
    {
        await cluster.CreateAuthorities();
        await cluster.Settle();
        await cluster.Issue(TestRequests.Command("search:a", "alpha.example.com", Csr.Value[0]));
        await cluster.Issue(TestRequests.Command("search:b", "beta.example.com", Csr.Value[1]));
        var gamma = await cluster.Issue(TestRequests.Command("search:c", "gamma.example.org", Csr.Value[2]));
        await cluster.Revoke(gamma.Value!.Key, RevocationReason.Superseded);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>One set for all tests: the request ids make a repetition the same certificates.</summary>
    private static readonly Lazy<byte[][]> Csr = new(() => [TestRequests.Csr("alpha.example.com"), TestRequests.Csr("beta.example.com"), TestRequests.Csr("gamma.example.org")]);

    [Fact]
    public async Task ListCertificates_Filters()
    {
        (await Subjects(new CertificateQuery(Text: "ALPHA"))).ShouldBe(["CN=alpha.example.com"]);
        (await Subjects(new CertificateQuery(Text: "example.com", Profile: "tls-server"))).ShouldBe(["CN=beta.example.com", "CN=alpha.example.com"]);
        (await Subjects(new CertificateQuery(Status: CertificateStatus.Revoked))).ShouldBe(["CN=gamma.example.org"]);
        (await Subjects(new CertificateQuery(Authority: TestRequests.Root))).Length.ShouldBe(2, "itself and its subordinate");
        (await Subjects(new CertificateQuery(Authority: TestRequests.Root) { IncludeSystem = true })).Length.ShouldBe(3, "and its responder");
        (await Subjects(new CertificateQuery(Authority: TestRequests.Issuing, ExpiresBefore: DateTimeOffset.UtcNow))).ShouldBeEmpty();
        (await Subjects(new CertificateQuery(Text: "100%_'; --"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task ListCertificates_PageByPage_EachOnce()
    {
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await List(new CertificateQuery(Cursor: cursor, Take: 2))).Value!;
            page.Items.Length.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page.Items.Select(item => item.Key.ToId()));
            cursor = page.Next;
        }
        while (cursor is not null);

        seen.Count.ShouldBe(All);
        seen.ShouldBeUnique();
    }

    [Fact]
    public async Task CountCertificates_CountsByStatus()
    {
        var counts = (await cluster.Grains.Search().CountCertificates(TestRequests.Admin, CancellationToken.None)).Value!;

        counts.Valid.ShouldBe(All - 1);
        counts.Revoked.ShouldBe(1);
        counts.IssuedLast24Hours.ShouldBe(All);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(501, null)]
    [InlineData(10, "not a cursor")]
    public async Task ListCertificates_BadPage_Malformed(int take, string? cursor)
    {
        var page = await List(new CertificateQuery(Cursor: cursor, Take: take));

        page.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    [Fact]
    public async Task Lists_WithoutThePermission_Forbidden()
    {
        var nobody = new Caller(CallerKind.User, "nobody", []);
        var search = cluster.Grains.Search();

        (await search.ListCertificates(new CertificateQuery(), nobody, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await search.CountCertificates(nobody, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await search.ListAudit(null, 10, nobody, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    private Task<Outcome<CertificatePage>> List(CertificateQuery query) => cluster.Grains.Search().ListCertificates(query, TestRequests.Admin, CancellationToken.None);

    private async Task<string[]> Subjects(CertificateQuery query) => [.. (await List(query)).Value!.Items.Select(item => item.Subject)];
}
