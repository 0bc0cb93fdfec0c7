using Ucm.Grains.Interfaces.Authorities;
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
    public async Task List_WithinScopes_ShowsWhatFitsOneOfThem()
    {
        var (here, there) = (Samples.Authority(), Samples.Authority());
        var user = Samples.Token();
        var own = (await Store.Issue(Samples.Intent(Samples.Key(here)) with { Requester = $"user:{user}" })).Key;
        var byToken = (await Store.Issue(Samples.Intent(Samples.Key(there)) with { Requester = $"apitoken:{user}/ci" })).Key;
        var alike = (await Store.Issue(Samples.Intent(Samples.Key(here)) with { Requester = $"user:{user}x" })).Key;

        async Task<CertificateKey[]> Seen(params CertificateScope[] scopes) =>
            [.. (await Store.List(new CertificateQuery { Scopes = [.. scopes] }, Token)).Items.Select(static item => item.Key)];

        (await Seen(new CertificateScope([], [], user))).ShouldBe([byToken, own]);
        (await Seen(new CertificateScope([here.Value], [], null))).ShouldBe([alike, own]);
        (await Seen(new CertificateScope([here.Value], [], user), new CertificateScope([there.Value], [], user))).ShouldBe([byToken, own]);
        (await Seen(new CertificateScope([here.Value], ["no-such-profile"], null))).ShouldBeEmpty();
        (await Seen(new CertificateScope([], [], user) { Since = Samples.Now })).ShouldBe([byToken, own]);
        (await Seen(new CertificateScope([], [], user) { Since = Samples.Now.AddSeconds(1) })).ShouldBeEmpty();
        (await Seen()).ShouldBeEmpty();
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

    [Fact]
    public async Task List_Words_AllOccur()
    {
        var authority = Samples.Authority();
        var ada = await Issue(authority, "CN=Ada Lovelace,O=Engines", new SubjectName(SubjectNameKind.Email, "ada@engines.example"));
        var grace = await Issue(authority, "CN=Grace Hopper,O=Engines");

        await Expect(new CertificateQuery(authority, Text: "engines lovelace"), ada);
        await Expect(new CertificateQuery(authority, Text: "  Engines  "), ada, grace);
        await Expect(new CertificateQuery(authority, Text: "lovelace hopper"));
        await Expect(new CertificateQuery(authority, Text: "email:ADA grace"));
        await Expect(new CertificateQuery(authority) { Name = "ada love" }, ada);
        await Expect(new CertificateQuery(authority) { Name = "love ada" });
        await Expect(new CertificateQuery(authority) { Name = ada.Key.Serial.Hex });
    }

    [Fact]
    public async Task List_NameOfAKind_IsTheBeginningOfSuchAName()
    {
        var authority = Samples.Authority();
        var dns = await Issue(authority, "CN=1", new SubjectName(SubjectNameKind.Dns, "host.example"), new SubjectName(SubjectNameKind.Ip, "10.0.0.1"));
        var uri = await Issue(authority, "CN=2", new SubjectName(SubjectNameKind.Uri, "https://host.example/a+b"), new SubjectName(SubjectNameKind.Ip, "10.0.0.11"));
        var mail = await Issue(authority, "CN=3", new SubjectName(SubjectNameKind.Email, "Host@host.example"), new SubjectName(SubjectNameKind.Ip, "2001:db8::1"));

        await Expect(new CertificateQuery(authority, Text: "dns:host"), dns);
        await Expect(new CertificateQuery(authority, Text: "DNS:Host.Example"), dns);
        await Expect(new CertificateQuery(authority, Text: "dns:example"));
        await Expect(new CertificateQuery(authority, Text: "uri:https://host.example/a+"), uri);
        await Expect(new CertificateQuery(authority, Text: "email:host@"), mail);
        await Expect(new CertificateQuery(authority, Text: "ip:10.0.0.1"), dns);
        await Expect(new CertificateQuery(authority, Text: "ip:10.0.0."), dns, uri);
        await Expect(new CertificateQuery(authority, Text: "ip:2001:0db8::0001"), mail);
        await Expect(new CertificateQuery(authority, Text: "dns:h%"));
        await Expect(new CertificateQuery(authority, Text: "dns:"));
        await Expect(new CertificateQuery(authority) { San = new SubjectName(SubjectNameKind.Dns, "host.example") }, dns);
        await Expect(new CertificateQuery(authority) { San = new SubjectName(SubjectNameKind.Dns, "host") });
        await Expect(new CertificateQuery(authority) { San = new SubjectName(SubjectNameKind.Email, "Host@host.example") }, mail);
        await Expect(new CertificateQuery(authority) { San = new SubjectName(SubjectNameKind.Uri, "https://host.example/a+b") }, uri);
    }

    [Fact]
    public async Task List_SerialAsPrograms_PrintIt()
    {
        var authority = Samples.Authority();
        var low = await Store.Issue(Samples.Intent(new CertificateKey(authority, SerialNumber.Parse("0ac3f1d20000000000000000000000000000beef"))));
        await Store.Issue(Samples.Intent(Samples.Key(authority)));
        var colons = string.Join(':', low.Key.Serial.Hex.ToUpperInvariant().Chunk(2).Select(static pair => new string(pair)));

        var hex = low.Key.Serial.Hex;
        foreach (var text in (string[])[colons, "00:" + colons, "0A:C3:F1:D2", "0000" + hex, "serial=" + hex.ToUpperInvariant(), "0x" + hex, colons.Replace(':', '-')])
        {
            await Expect(new CertificateQuery(authority, Text: text), low);
        }

        await Expect(new CertificateQuery(authority) { Serial = low.Key.Serial }, low);
        var anywhere = await Store.List(new CertificateQuery { Serial = low.Key.Serial }, Token);
        anywhere.Items.ShouldBeEmpty("the authority is not one of this installation's, by whose ids serials are looked up");
    }

    [Fact]
    public async Task List_RequesterAndTimeOfIssue_SelectTheirRows()
    {
        var authority = Samples.Authority();
        var ann = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { Requester = "user:ann", CreatedAt = Samples.Now.AddDays(-2) });
        var bob = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { Requester = "user:bob", CreatedAt = Samples.Now });

        await Expect(new CertificateQuery(authority) { Requester = "user:ann" }, ann);
        await Expect(new CertificateQuery(authority) { Requester = "user:an" });
        await Expect(new CertificateQuery(authority) { IssuedAfter = Samples.Now.AddDays(-1) }, bob);
        await Expect(new CertificateQuery(authority) { IssuedBefore = Samples.Now.AddDays(-1) }, ann);
    }

    private Task<CertificateIntent> Issue(AuthorityId authority, string subject, params SubjectName[] names) =>
        Store.Issue(Samples.Intent(Samples.Key(authority), subject: subject) with { Names = [.. names] });

    private async Task Expect(CertificateQuery query, params CertificateIntent[] expected)
    {
        var page = await Store.List(query, Token);
        page.Items.Select(item => item.Request).ShouldBe(expected.Reverse().Select(intent => intent.Request), query.ToString());
    }
}
