using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

/// <summary>RFC 8555 §7.3: a key has one account.</summary>
[Trait("needs", "server")]
public sealed class AccountTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    [Fact]
    public async Task FindOrCreate_ThirtyTwoAtOnce_OneAccount()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var found = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => TestAccount.FindOrCreate(cluster.Grains, key)));

        found.Select(static outcome => outcome.Value!.Account.Id).Distinct().Count().ShouldBe(1);
        found.Count(static outcome => outcome.Value!.Created).ShouldBe(1);
    }

    [Fact]
    public async Task FindOrCreate_OnlyReturnExisting_NeverCreates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var unknown = await TestAccount.FindOrCreate(cluster.Grains, key, onlyReturnExisting: true);
        var created = await TestAccount.FindOrCreate(cluster.Grains, key);
        var known = await TestAccount.FindOrCreate(cluster.Grains, key, onlyReturnExisting: true);

        unknown.Refusal!.Code.ShouldBe(RefusalCode.AccountDoesNotExist);
        known.Value!.Created.ShouldBeFalse();
        known.Value.Account.Id.ShouldBe(created.Value!.Account.Id);
    }

    [Theory]
    [InlineData("mailto:a@example.com,b@example.com", RefusalCode.InvalidContact)]
    [InlineData("mailto:a@example.com?subject=x", RefusalCode.InvalidContact)]
    [InlineData("mailto:", RefusalCode.InvalidContact)]
    [InlineData("", RefusalCode.InvalidContact)]
    [InlineData("tel:+4912345", RefusalCode.UnsupportedContact)]
    public async Task FindOrCreate_ContactThatIsNone_Refused(string contact, RefusalCode code)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var outcome = await TestAccount.FindOrCreate(cluster.Grains, key, false, contact);

        outcome.Refusal!.Code.ShouldBe(code);
    }

    [Fact]
    public async Task Update_OfContactThenOfNothing_KeepsTheContact()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var grain = cluster.Grains.AcmeAccount(account.Id);

        await grain.Update(new UpdateAcmeAccountCommand(["mailto:a@example.com"], null, Deactivate: false, null), CancellationToken.None);
        var updated = await grain.Update(new UpdateAcmeAccountCommand(null, null, Deactivate: false, null), CancellationToken.None);

        updated.Value!.Contact.ShouldBe(["mailto:a@example.com"]);
    }

    [Fact]
    public async Task Update_Deactivate_TheKeyIsNeitherUsableNorFree()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var grain = cluster.Grains.AcmeAccount(account.Id);

        var deactivated = await grain.Update(new UpdateAcmeAccountCommand(null, null, Deactivate: true, null), CancellationToken.None);
        var updated = await grain.Update(new UpdateAcmeAccountCommand(["mailto:a@example.com"], null, Deactivate: false, null), CancellationToken.None);
        var found = await account.FindOrCreate();

        deactivated.Value!.Status.ShouldBe(AcmeAccountStatus.Deactivated);
        updated.Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
        found.Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
    }

    [Fact]
    public async Task ChangeKey_ToAFreshKey_TheOldKeyIsFreeAgain()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        var changed = await account.ChangeKey(next, account.Key);

        changed.Value!.Id.ShouldBe(account.Id);
        changed.Value.Thumbprint.ShouldBe(TestAccount.ThumbprintOf(next));
        (await TestAccount.FindOrCreate(cluster.Grains, next, onlyReturnExisting: true)).Value!.Account.Id.ShouldBe(account.Id);
        (await account.FindOrCreate(onlyReturnExisting: true)).Refusal!.Code.ShouldBe(RefusalCode.AccountDoesNotExist);
    }

    [Fact]
    public async Task ChangeKey_ToAKeyInUse_NamesItsAccountAndChangesNothing()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        using var other = await TestAccount.Create(cluster.Grains);

        var refused = await account.ChangeKey(other.Key, account.Key);

        refused.Value!.Id.ShouldBe(other.Id);
        refused.Value.Thumbprint.ShouldBe(account.Thumbprint);
        (await cluster.Grains.AcmeAccount(account.Id).Get(CancellationToken.None)).Value!.Thumbprint.ShouldBe(account.Thumbprint);
        (await other.FindOrCreate(onlyReturnExisting: true)).Value!.Account.Id.ShouldBe(other.Id);
    }

    [Fact]
    public async Task ChangeKey_WithAKeyThatIsNotTheAccounts_Malformed()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var refused = await account.ChangeKey(next, next);

        refused.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    [Fact]
    public async Task ListOrders_OfAnAccount_HasItsOwnOnly()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        using var other = await TestAccount.Create(cluster.Grains);
        var first = (await account.Order("one.example.com")).Value!;
        var second = (await account.Order("two.example.com")).Value!;
        await other.Order("three.example.com");

        var page = await cluster.Grains.AcmeAccount(account.Id).ListOrders(null, CancellationToken.None);

        page.Value!.Orders.ShouldBe([first.Id, second.Id], ignoreOrder: true);
        page.Value.Next.ShouldBeNull();
    }
}
