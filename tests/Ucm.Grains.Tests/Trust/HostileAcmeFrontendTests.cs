using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Acme;

namespace Ucm.Grains.Tests.Trust;

/// <summary>A frontend that was taken over calls the ACME methods that are open to it, with keys, thumbprints, accounts and orders of others.</summary>
[Trait("needs", "server")]
public sealed class HostileAcmeFrontendTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FindOrCreate_OwnKeyUnderAnothersThumbprint_RefusedAndTheOtherKeyStaysFree()
    {
        using var attacker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var victim = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var thumbprint = TestAccount.ThumbprintOf(victim);

        var refused = await AsFrontend(grains => grains.AcmeAccountKey(thumbprint).FindOrCreate(NewAccount(attacker, thumbprint), Token));
        var rightful = await TestAccount.FindOrCreate(cluster.Grains, victim);

        refused.Refusal!.Code.ShouldBe(RefusalCode.BadPublicKey);
        rightful.Value!.Created.ShouldBeTrue();
        rightful.Value.Account.PublicKey.ShouldBe([.. victim.ExportSubjectPublicKeyInfo()]);
    }

    [Fact]
    public async Task FindOrCreate_OwnKeyUnderTheThumbprintOfAnAccount_DoesNotNameTheAccount()
    {
        using var attacker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var victim = await TestAccount.Create(cluster.Grains);

        var refused = await AsFrontend(grains => grains.AcmeAccountKey(victim.Thumbprint).FindOrCreate(
            NewAccount(attacker, victim.Thumbprint, onlyReturnExisting: true), Token));

        refused.Refusal!.Code.ShouldBe(RefusalCode.BadPublicKey);
    }

    [Fact]
    public async Task FindOrCreate_AnothersThumbprintInTheCommandAlone_Refused()
    {
        using var attacker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var victim = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var command = NewAccount(attacker, TestAccount.ThumbprintOf(victim));

        var refused = await AsFrontend(grains => grains.AcmeAccountKey(TestAccount.ThumbprintOf(attacker)).FindOrCreate(command, Token));

        refused.Refusal!.Code.ShouldBe(RefusalCode.BadPublicKey);
    }

    [Fact]
    public async Task ChangeKey_ToAKeyUnderAnothersThumbprint_RefusedAndTheOtherKeyStaysFree()
    {
        using var attacker = await TestAccount.Create(cluster.Grains);
        using var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var victim = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var command = new ChangeAcmeKeyCommand([.. next.ExportSubjectPublicKeyInfo()], TestAccount.ThumbprintOf(victim), attacker.Thumbprint, null);

        var refused = await AsFrontend(grains => grains.AcmeAccount(attacker.Id).ChangeKey(command, Token));
        var rightful = await TestAccount.FindOrCreate(cluster.Grains, victim);

        refused.Refusal!.Code.ShouldBe(RefusalCode.BadPublicKey);
        rightful.Value!.Created.ShouldBeTrue();
    }

    [Fact]
    public async Task Order_OfAnotherAccount_IsNotFoundByAnyMethod()
    {
        using var owner = await TestAccount.Create(cluster.Grains);
        using var stranger = await TestAccount.Create(cluster.Grains);
        var order = await owner.ReadyOrder("hostile-private.example.com");
        var finalize = new FinalizeCommand(stranger.Id, [.. TestAccount.Csr(null, "hostile-private.example.com")], [.. stranger.PublicKey], null);

        RefusalCode?[] codes =
        [
            (await AsFrontend(grains => grains.AcmeOrder(order.Id).Get(stranger.Id, Token))).Refusal?.Code,
            (await AsFrontend(
                grains => grains.AcmeOrder(order.Id).Respond(new RespondCommand(stranger.Id, 0, "http-01", stranger.Thumbprint), Token))).Refusal?.Code,
            (await AsFrontend(grains => grains.AcmeOrder(order.Id).Deactivate(stranger.Id, 0, Token))).Refusal?.Code,
            (await AsFrontend(grains => grains.AcmeOrder(order.Id).Finalize(finalize, Token))).Refusal?.Code,
            (await AsFrontend(grains => grains.AcmeOrder(order.Id).GetCertificate(stranger.Id, Token))).Refusal?.Code,
        ];

        codes.ShouldAllBe(static code => code == RefusalCode.NotFound);
        (await owner.Get(order)).Value!.Status.ShouldBe(AcmeOrderStatus.Ready);
    }

    [Fact]
    public async Task Create_OrderForAnAccountThatDoesNotExist_Refused()
    {
        var refused = await AsFrontend(grains => grains.AcmeOrder(NewId()).Create(NewOrder(NewId()), Token));

        refused.Refusal!.Code.ShouldBe(RefusalCode.AccountDoesNotExist);
    }

    [Fact]
    public async Task Create_OrderUnderAnIdThatIsTaken_Conflict()
    {
        using var owner = await TestAccount.Create(cluster.Grains);
        using var stranger = await TestAccount.Create(cluster.Grains);
        var order = (await owner.Order("taken.example.com")).Value!;

        var refused = await AsFrontend(grains => grains.AcmeOrder(order.Id).Create(NewOrder(stranger.Id), Token));

        refused.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await owner.Get(order)).Value!.Account.ShouldBe(owner.Id);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("../../etc/passwd")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public async Task Create_OrderUnderAnIdThatIsNone_Malformed(string id)
    {
        using var account = await TestAccount.Create(cluster.Grains);

        var refused = await AsFrontend(grains => grains.AcmeOrder(id).Create(NewOrder(account.Id), Token));

        refused.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    [Fact]
    public async Task Respond_WithAnothersThumbprint_AsksForTheAccountsOwnKeyAuthorization()
    {
        using var attacker = await TestAccount.Create(cluster.Grains);
        using var victim = await TestAccount.Create(cluster.Grains);
        var order = (await attacker.Order("stateless.example.com")).Value!;
        var token = order.Authorizations[0].Challenges[0].Token;

        await AsFrontend(grains => grains.AcmeOrder(order.Id).Respond(new RespondCommand(attacker.Id, 0, "http-01", victim.Thumbprint), Token));
        await attacker.WaitFor(order, static now => now.Status == AcmeOrderStatus.Ready);

        FakeChallenge.Requests.Where(request => request.Token == token).Select(static request => request.KeyAuthorization).ShouldBe(
            [$"{token}.{attacker.Thumbprint}"]);
    }

    [Fact]
    public async Task Finalize_WithTheAccountsKeyAndAnotherOneNamed_BadCsr()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var order = await account.ReadyOrder("hostile-own.example.com");
        var csr = TestAccount.Csr(account.Key, "hostile-own.example.com");
        var command = new FinalizeCommand(account.Id, [.. csr], [.. other.ExportSubjectPublicKeyInfo()], null);

        var refused = await AsFrontend(grains => grains.AcmeOrder(order.Id).Finalize(command, Token));

        refused.Refusal!.Code.ShouldBe(RefusalCode.BadCsr);
    }

    [Fact]
    public async Task Order_OfADeactivatedAccount_CanBeReadAndNotUsed()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var pending = (await account.Order("deactivated.example.com")).Value!;
        var ready = await account.ReadyOrder("deactivated-ready.example.com");
        await cluster.Grains.AcmeAccount(account.Id).Update(new UpdateAcmeAccountCommand(null, null, Deactivate: true, null), Token);

        var created = await AsFrontend(grains => grains.AcmeOrder(NewId()).Create(NewOrder(account.Id), Token));
        var responded = await AsFrontend(
            grains => grains.AcmeOrder(pending.Id).Respond(new RespondCommand(account.Id, 0, "http-01", account.Thumbprint), Token));
        var finalized = await AsFrontend(grains => grains.AcmeOrder(ready.Id).Finalize(
            new FinalizeCommand(account.Id, [.. TestAccount.Csr(null, "deactivated-ready.example.com")], [.. account.PublicKey], null), Token));

        created.Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
        responded.Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
        finalized.Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
        (await account.Get(ready)).Value!.Status.ShouldBe(AcmeOrderStatus.Ready);
    }

    [Fact]
    public async Task ListOrders_WithAnothersOrderAsCursor_HasNoneOfTheOthers()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        using var other = await TestAccount.Create(cluster.Grains);
        var own = (await account.Order("cursor.example.com")).Value!;
        var theirs = (await other.Order("cursor-other.example.com")).Value!;

        var page = await AsFrontend(grains => grains.AcmeAccount(account.Id).ListOrders(theirs.Id, Token));

        page.Value!.Orders.ShouldBe([own.Id]);
    }

    [Fact]
    public async Task Revoke_ForAnAccountThatIsDeactivatedOrUnknown_Forbidden()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var certificate = await account.Obtain(null, "hostile-revoke.example.com");
        await cluster.Grains.AcmeAccount(account.Id).Update(new UpdateAcmeAccountCommand(null, null, Deactivate: true, null), Token);

        var deactivated = await AsFrontend(
            grains => grains.AcmeRevocation().Revoke(new AcmeRevokeCommand(certificate.Der, 0, account.Id, [.. account.PublicKey], null), Token));
        var unknown = await AsFrontend(
            grains => grains.AcmeRevocation().Revoke(new AcmeRevokeCommand(certificate.Der, 0, NewId(), [.. account.PublicKey], null), Token));

        deactivated.Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
        unknown.Refusal!.Code.ShouldBe(RefusalCode.AccountDoesNotExist);
    }

    [Fact]
    public async Task Consume_NonceOfAnotherPoolOrOfNobody_IsNone()
    {
        var lease = await AsFrontend(grains => grains.AcmeNonces(1).Lease(1, Token));
        ImmutableArray<byte> nonce = [.. AcmeNonce.Create(1, lease.First, lease.Key.AsSpan())];

        (await AsFrontend(grains => grains.AcmeNonces(2).Consume(nonce, Token))).ShouldBeFalse();
        (await AsFrontend(grains => grains.AcmeNonces(1).Consume([.. RandomNumberGenerator.GetBytes(AcmeNonce.Length)], Token))).ShouldBeFalse();
        (await AsFrontend(grains => grains.AcmeNonces(1).Consume([], Token))).ShouldBeFalse();
    }

    private static string NewId() => Guid.NewGuid().ToString("n");

    private static CreateAcmeAccountCommand NewAccount(ECDsa key, string thumbprint, bool onlyReturnExisting = false) =>
        new([.. key.ExportSubjectPublicKeyInfo()], thumbprint, [], TermsAgreed: true, onlyReturnExisting, null);

    private static CreateAcmeOrderCommand NewOrder(string account) =>
        new(account, "tls-server", [new AcmeIdentifier("dns", "hostile.example.com")], null, null, null);

    private Task<T> AsFrontend<T>(Func<IGrainFactory, Task<T>> call) => cluster.Grains.AsFrontend(call);
}
