using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;

namespace Ucm.Storage.Tests.Contract;

public abstract class CertificateListContract(StorageFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICertificateStore Store => fixture.Get<ICertificateStore>();

    [Fact]
    public async Task List_PageByPage_ShowsEachOnceNewestFirst()
    {
        var authority = Samples.Authority();
        var keys = new List<CertificateKey>();
        for (var i = 0; i < 7; i++)
            keys.Add((await Store.Issue(Samples.Intent(Samples.Key(authority)))).Key);

        var seen = new List<CertificateKey>();
        string? cursor = null;
        do
        {
            var page = await Store.List(new CertificateQuery(authority, Cursor: cursor, Take: 3), Token);
            seen.AddRange(page.Items.Select(item => item.Key));
            cursor = page.Next;
            await Store.Issue(Samples.Intent(Samples.Key(authority)));
        }
        while (cursor is not null);

        seen.ShouldBe(Enumerable.Reverse(keys));
    }

    [Fact]
    public async Task List_LastPageExactlyFull_HasNoNext()
    {
        var authority = Samples.Authority();
        await Store.Issue(Samples.Intent(Samples.Key(authority)));

        var page = await Store.List(new CertificateQuery(authority, Take: 1), Token);

        page.Items.Length.ShouldBe(1);
        page.Items[0].Der.ShouldBeEmpty();
        page.Next.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("c")]
    [InlineData("cg")]
    [InlineData("c-1")]
    [InlineData("c0")]
    [InlineData("cffffffffffffffff")]
    [InlineData("1' or 1=1")]
    public async Task List_StrangeCursor_IsRefused(string cursor) =>
        await Should.ThrowAsync<FormatException>(() => Store.List(new CertificateQuery(Cursor: cursor), Token));

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public async Task List_TakeOutOfRange_IsRefused(int take) =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Store.List(new CertificateQuery(Take: take), Token));

    [Fact]
    public async Task List_EachFilter_SelectsItsRows()
    {
        var authority = Samples.Authority();
        var plain = await Store.Issue(Samples.Intent(Samples.Key(authority)));
        var revoked = await Store.Issue(Samples.Intent(Samples.Key(authority)));
        await Store.Revoke(revoked.Key, RevocationReason.Unspecified);
        var mail = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { Profile = "email" });
        var brief = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { NotAfter = Samples.Now.AddDays(1) });

        await Expect(new CertificateQuery(authority), plain, revoked, mail, brief);
        await Expect(new CertificateQuery(authority, CertificateStatus.Good), plain, mail, brief);
        await Expect(new CertificateQuery(authority, CertificateStatus.Revoked), revoked);
        await Expect(new CertificateQuery(authority, Profile: "email"), mail);
        await Expect(new CertificateQuery(authority, ExpiresBefore: Samples.Now.AddDays(2)), brief);
        await Expect(new CertificateQuery(authority, ExpiresAfter: Samples.Now.AddDays(2), Status: CertificateStatus.Good, Profile: "tls-server"), plain);
        await Expect(new CertificateQuery(authority, Text: plain.Key.Serial.Hex.ToUpperInvariant()[4..]), plain);
    }

    [Fact]
    public async Task List_OfThePlatformItself_IsLeftOutUnlessAskedFor()
    {
        var authority = Samples.Authority();
        var plain = await Store.Issue(Samples.Intent(Samples.Key(authority)));
        var own = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { IsSystem = true, IgnoredExtensions = ["keyUsage", "1.2.3.4"] });

        await Expect(new CertificateQuery(authority), plain);
        await Expect(new CertificateQuery(authority) { IncludeSystem = true }, plain, own);
        var record = (await Store.Find(own.Key, Token))!.Record;
        record.IsSystem.ShouldBeTrue();
        record.IgnoredExtensions!.Value.ShouldBe(["keyUsage", "1.2.3.4"]);
        (await Store.Find(plain.Key, Token))!.Record.IgnoredExtensions!.Value.ShouldBeEmpty();
    }

    [Fact]
    public async Task List_Text_IsFoundInSubjectAndNamesWithoutCase()
    {
        var authority = Samples.Authority();
        var subject = await Store.Issue(Samples.Intent(Samples.Key(authority), subject: "CN=Jörg 100%_Müller!,O=ÅÄÖ"));
        var name = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { Names = [new SubjectName(SubjectNameKind.Upn, "Someone@Corp.Example")] });

        await Expect(new CertificateQuery(authority, Text: "jÖRG"), subject);
        await Expect(new CertificateQuery(authority, Text: "o=åäö"), subject);
        await Expect(new CertificateQuery(authority, Text: "100%_m"), subject);
        await Expect(new CertificateQuery(authority, Text: "ler!"), subject);
        await Expect(new CertificateQuery(authority, Text: "_"), subject);
        await Expect(new CertificateQuery(authority, Text: "%%"));
        await Expect(new CertificateQuery(authority, Text: "' or '1'='1"));
        await Expect(new CertificateQuery(authority, Text: "one@corp"), name);
        await Expect(new CertificateQuery(authority, Text: ""), subject, name);
    }

    private async Task Expect(CertificateQuery query, params CertificateIntent[] expected)
    {
        var page = await Store.List(query, Token);
        page.Items.Select(item => item.Request).ShouldBe(expected.Reverse().Select(intent => intent.Request), query.ToString());
    }
}
