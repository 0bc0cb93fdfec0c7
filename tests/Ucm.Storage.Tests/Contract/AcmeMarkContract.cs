using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Acme;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Tests.Contract;

/// <summary>Authorizations that may be used again, and certificates that were replaced.</summary>
public abstract class AcmeMarkContract(StorageFixture fixture)
{
    private static readonly DateTimeOffset Past = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SubjectName Name = new(SubjectNameKind.Dns, "www.example.com");
    private readonly string account = Samples.Token();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IAcmeIndex Index => fixture.Get<IAcmeIndex>();

    [Fact]
    public async Task FindAuthorizations_OfAnAccountAServerAndNames_ThoseAndTheNewestOfEach()
    {
        var address = new SubjectName(SubjectNameKind.Ip, "192.0.2.1");
        await Append(
        [
            Row(Name, "first"),
            Row(address, "first", position: 1),
            Row(Name, "other", server: "other"),
            Row(Name, "foreign") with { AccountId = Samples.Token() },
        ]);
        await Append([Row(Name, "second")]);

        var both = await Find(Name, address, new SubjectName(SubjectNameKind.Dns, "none.example.com"));
        var kind = await Find(new SubjectName(SubjectNameKind.Dns, "192.0.2.1"));
        var none = await Find();

        both.OrderBy(static row => row.OrderId).ShouldBe([Row(address, "first", position: 1), Row(Name, "second")]);
        kind.ShouldBeEmpty();
        none.ShouldBeEmpty();
    }

    [Fact]
    public async Task FindAuthorizations_ExpiredOrGone_NotThose()
    {
        await Append([Row(Name, "order") with { ExpiresAt = Samples.Now }]);

        (await Index.FindAuthorizations(account, "default", [Name], Samples.Now, Token)).ShouldBeEmpty();
        (await Index.FindAuthorizations(account, "default", [Name], Samples.Now.AddSeconds(-1), Token)).ShouldHaveSingleItem();
        await Append([new AcmeAuthorizationGone(account, "default", Name, "another")]);
        (await Index.FindAuthorizations(account, "default", [Name], Samples.Now.AddSeconds(-1), Token)).ShouldHaveSingleItem();
        await Append([new AcmeAuthorizationGone(account, "default", Name, "order")]);
        (await Index.FindAuthorizations(account, "default", [Name], Samples.Now.AddSeconds(-1), Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task FindReplacement_TwoOrdersOfOneCertificate_TheFirstStays()
    {
        var replaced = new CertificateKey(
            AuthorityId.Parse("issuing"), SerialNumber.FromBytes(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20)));
        (await Index.FindReplacement(replaced, Token)).ShouldBeNull();

        await Append([new AcmeReplacementRow(replaced, "first", Samples.Now.AddDays(1))]);
        await Append([new AcmeReplacementRow(replaced, "second", Samples.Now.AddDays(1))]);

        (await Index.FindReplacement(replaced, Token)).ShouldBe("first");
    }

    [Fact]
    public async Task ExpiredGone_ByTime_DeletesWhatExpiredBeforeAndNothingElse()
    {
        var replaced = new CertificateKey(
            AuthorityId.Parse("issuing"), SerialNumber.FromBytes(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20)));
        await Append([Row(Name, "order") with { ExpiresAt = Past }, new AcmeReplacementRow(replaced, "order", Past), Row(Name, "kept", server: "kept")]);
        (await Index.HasExpiredMarks(Past.AddDays(1), Token)).ShouldBeTrue();

        await Append([new AcmeExpiredGone(Past.AddDays(1))]);

        (await Index.HasExpiredMarks(Past.AddDays(1), Token)).ShouldBeFalse();
        (await Index.FindReplacement(replaced, Token)).ShouldBeNull();
        (await Index.FindAuthorizations(account, "kept", [Name], Past, Token)).ShouldHaveSingleItem();
    }

    private AcmeAuthorizationRow Row(SubjectName name, string order, string server = "default", int position = 0) =>
        new(account, server, name, order, position, Samples.Now.AddDays(1));

    private Task<System.Collections.Immutable.ImmutableArray<AcmeAuthorizationRow>> Find(params SubjectName[] names) =>
        Index.FindAuthorizations(account, "default", [.. names], Samples.Now, Token);

    private Task Append(IndexRow[] rows) => fixture.Get<IAuditStore>().Append(new CommitCompanion([], []) { Index = [.. rows] }, Token);
}
