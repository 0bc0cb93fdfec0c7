using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;

namespace Ucm.Storage.Tests.Contract;

/// <summary>What certificates are looked up by beside their names, what people note about them, and counting.</summary>
public abstract class CertificateSearchContract(StorageFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICertificateStore Store => fixture.Get<ICertificateStore>();

    [Fact]
    public async Task List_ByKeyOrFingerprint_FindsTheCertificate()
    {
        var intent = await Store.Issue();
        var elsewhere = Samples.Intent() with { Certificate = Samples.Bytes(800) };
        await Store.Reserve(elsewhere, Samples.Companion("x"), Token);
        var der = (await Store.Find(intent.Key, Token))!.Record.Der.AsSpan().ToArray();

        await Expect(new CertificateQuery { KeySha256 = intent.PublicKeyHash }, intent.Key);
        await Expect(new CertificateQuery { Fingerprint = [.. SHA256.HashData(der)] }, intent.Key);
        await Expect(new CertificateQuery { Fingerprint = [.. CryptographicOperations.HashData(HashAlgorithmName.SHA1, der)] }, intent.Key);
        await Expect(new CertificateQuery { Fingerprint = [.. SHA256.HashData(elsewhere.Certificate.AsSpan())] }, elsewhere.Key);
        await Expect(new CertificateQuery { Fingerprint = Samples.Bytes(32) });
    }

    [Fact]
    public async Task FillFingerprints_OfAnOlderRow_MakesItFound()
    {
        var intent = await Store.Issue();
        var der = (await Store.Find(intent.Key, Token))!.Record.Der;
        fixture.Run($"update certificates set sha256 = null, sha1 = null where authority = '{intent.Key.Authority}'");
        var query = new CertificateQuery { Fingerprint = [.. SHA256.HashData(der.AsSpan())] };

        await Expect(query);
        while (await Store.FillFingerprints(10, Token) > 0)
        {
        }

        await Expect(query, intent.Key);
    }

    [Fact]
    public async Task List_ByLabel_PageByPage()
    {
        var team = Samples.Token();
        var keys = new List<CertificateKey>();
        for (var i = 0; i < 5; i++)
            keys.Add((await Store.Issue(Samples.Intent() with { Annotations = Note(("team", team), ("n" + team, $"{i}")) })).Key);

        var first = await Store.List(new CertificateQuery(Take: 3) { LabelName = "team", LabelValue = team }, Token);
        var second = await Store.List(new CertificateQuery(Cursor: first.Next, Take: 3) { LabelName = "team", LabelValue = team }, Token);

        first.Items.Concat(second.Items).Select(static item => item.Key).ShouldBe(Enumerable.Reverse(keys));
        second.Next.ShouldBeNull();
        await Expect(new CertificateQuery { LabelName = "n" + team, LabelValue = "3" }, keys[3]);
        (await Store.List(new CertificateQuery { LabelName = "n" + team }, Token)).Items.Length.ShouldBe(5);
        await Expect(new CertificateQuery { LabelName = "team", LabelValue = team + "x" });
    }

    [Fact]
    public async Task List_ByWayInOwnerAndEndOfName()
    {
        var authority = Samples.Authority();
        var console = Samples.Intent(Samples.Key(authority), subject: "CN=a.corp.example") with { Way = WayIn.Console, Annotations = Note() with { Owner = "Ann" } };
        var old = Samples.Intent(Samples.Key(authority), new RequestId($"rest:ann:{Samples.Token()}")) with { Names = [new SubjectName(SubjectNameKind.Dns, "B.Corp.Example")] };
        var acme = Samples.Intent(Samples.Key(authority), new RequestId($"acme:{Samples.Token()}"));
        foreach (var intent in (CertificateIntent[])[console, old, acme])
            await Store.Issue(intent);

        await Expect(new CertificateQuery(authority) { Way = WayIn.Console }, console.Key);
        await Expect(new CertificateQuery(authority) { Way = WayIn.Rest }, old.Key);
        await Expect(new CertificateQuery(authority) { Way = WayIn.Acme }, acme.Key);
        await Expect(new CertificateQuery(authority) { Owner = "Ann" }, console.Key);
        await Expect(new CertificateQuery(authority) { NameSuffix = ".corp.example" }, old.Key, console.Key);
        await Expect(new CertificateQuery(authority) { NameSuffix = "corp" });
        (await Store.Find(acme.Key, Token))!.Record.Way.ShouldBe(WayIn.Acme);
    }

    [Fact]
    public async Task CountUpTo_StopsAtTheNumberAndKeepsToTheScopes()
    {
        var authority = Samples.Authority();
        for (var i = 0; i < 4; i++)
            await Store.Issue(Samples.Intent(Samples.Key(authority)));

        var query = new CertificateQuery(authority);

        (await Store.CountUpTo(query, 10, Token)).ShouldBe(4);
        (await Store.CountUpTo(query, 3, Token)).ShouldBe(3);
        (await Store.CountUpTo(query with { Scopes = [new CertificateScope([], [], "nobody")] }, 10, Token)).ShouldBe(0);
    }

    [Fact]
    public async Task Law05_Annotate_OfThePresentVersion_ChangesAllAndIsAudited()
    {
        var intent = await Store.Issue(Samples.Intent() with { Annotations = Note(("a", "1"), ("b", "2")) });
        var present = (await Store.Find(intent.Key, Token))!.Record.Annotations!;
        var next = Note(("b", "3"), ("c", "")) with { Owner = "Ann", Notes = "line\nline", Version = present.Version };
        var target = Samples.Token();

        var changed = await Store.Annotate(intent.Key, next, Samples.Companion(target), Token);
        var stale = await Store.Annotate(intent.Key, next, Samples.Companion(target), Token);
        var missing = await Store.Annotate(Samples.Key(), next, Samples.Companion(target), Token);

        (changed, stale, missing).ShouldBe((true, false, false));
        var stored = (await Store.Find(intent.Key, Token))!.Record.Annotations!;
        stored.Labels.ShouldBe(next.Labels);
        (stored.Owner, stored.Notes, stored.Version).ShouldBe(("Ann", "line\nline", present.Version + 1));
        fixture.Scalar($"select count(*) from audit where target = '{target}'").ShouldBe(1);
        fixture.Scalar($"select count(*) from certificate_labels l join certificates c on c.id = l.certificate where c.authority = '{intent.Key.Authority}'").ShouldBe(2);
    }

    [Fact]
    public async Task FindSuccessor_IsTheNewestThatWasIssued()
    {
        var old = await Store.Issue();
        var first = await Store.Issue(Samples.Intent() with { Renews = old.Key });
        var second = await Store.Issue(Samples.Intent() with { Renews = old.Key });
        await Store.Reserve(Samples.Intent() with { Renews = old.Key }, Samples.Companion("x"), Token);

        (await Store.FindSuccessor(old.Key, Token)).ShouldBe(second.Key);
        (await Store.FindSuccessor(first.Key, Token)).ShouldBeNull();
        (await Store.Find(second.Key, Token))!.Record.Renews.ShouldBe(old.Key);
    }

    private static CertificateAnnotations Note(params (string Name, string Value)[] labels) =>
        CertificateAnnotations.None with { Labels = [.. labels.Select(static label => new CertificateLabel(label.Name, label.Value))] };

    private async Task Expect(CertificateQuery query, params CertificateKey[] expected) =>
        (await Store.List(query, Token)).Items.Select(static item => item.Key).ShouldBe(expected, query.ToString());
}
