using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

/// <summary>RFC 8555 §7.6: who may revoke.</summary>
[Trait("needs", "server")]
public sealed class RevocationTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    [Fact]
    public async Task Revoke_ByItsAccountTwice_RevokedThenAlreadyRevoked()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var certificate = await account.Obtain(null, "mine.example.com");

        var first = await Revoke(certificate, account, reason: 4);
        var second = await Revoke(certificate, account, reason: 5);

        first.Refusal.ShouldBeNull();
        first.Value!.Reason.ShouldBe(RevocationReason.Superseded);
        second.Refusal!.Code.ShouldBe(RefusalCode.AlreadyRevoked);
        var record = await cluster.Grains.Certificate(certificate.Key).Get(CancellationToken.None);
        record.Value!.Status.ShouldBe(CertificateStatus.Revoked);
    }

    [Fact]
    public async Task Revoke_AgainForKeyCompromise_CorrectsTheReasonOnce()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var certificate = await account.Obtain(null, "lost.example.com");

        var superseded = await Revoke(certificate, account, reason: 4);
        var corrected = await Revoke(certificate, account, reason: 1);
        var again = await Revoke(certificate, account, reason: 1);

        superseded.Succeeded.ShouldBeTrue();
        corrected.Value!.Reason.ShouldBe(RevocationReason.KeyCompromise);
        again.Refusal!.Code.ShouldBe(RefusalCode.AlreadyRevoked);
    }

    [Fact]
    public async Task Revoke_ByAnAccountThatControlsOnlySomeNames_ForbiddenThenRevokedWithAll()
    {
        using var owner = await TestAccount.Create(cluster.Grains);
        using var other = await TestAccount.Create(cluster.Grains);
        var certificate = await owner.Obtain(null, "one.example.com", "two.example.com");

        var stranger = await Revoke(certificate, other);
        await other.ReadyOrder("one.example.com");
        var some = await Revoke(certificate, other);
        await other.ReadyOrder("two.example.com");
        var all = await Revoke(certificate, other);

        stranger.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        some.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        all.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Revoke_ByTheCertificatesKeyButByNoOther_Revoked()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = await account.Obtain(key, "key.example.com");

        var byAccountKey = await Revoke(new AcmeRevokeCommand(certificate.Der, 1, null, [.. account.PublicKey], null));
        var byOwnKey = await Revoke(new AcmeRevokeCommand(certificate.Der, 1, null, [.. key.ExportSubjectPublicKeyInfo()], null));

        byAccountKey.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        byOwnKey.Value!.Reason.ShouldBe(RevocationReason.KeyCompromise);
    }

    /// <summary>Who controls the names today need not know anything about the key: its word must not block the key for ever.</summary>
    [Fact]
    public async Task Revoke_KeyCompromiseByAnAccountThatOnlyControlsTheNames_CessationAndTheKeyIsNotBlocked()
    {
        using var owner = await TestAccount.Create(cluster.Grains);
        using var other = await TestAccount.Create(cluster.Grains);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = await owner.Obtain(key, "claimed.example.com");
        await other.ReadyOrder("claimed.example.com");

        var revoked = await Revoke(certificate, other, reason: 1);
        var again = await Revoke(certificate, other, reason: 1);

        revoked.Value!.Reason.ShouldBe(RevocationReason.CessationOfOperation);
        again.Refusal!.Code.ShouldBe(RefusalCode.AlreadyRevoked);
        (await owner.Obtain(key, "claimed-again.example.com")).Der.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Revoke_KeyCompromiseByItsAccount_TheKeyIsBlocked()
    {
        using var owner = await TestAccount.Create(cluster.Grains);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = await owner.Obtain(key, "blocked.example.com");

        var revoked = await Revoke(certificate, owner, reason: 1);
        var order = await owner.ReadyOrder("blocked-again.example.com");
        var refused = await owner.Finalize(order, TestAccount.Csr(key, "blocked-again.example.com"));

        revoked.Value!.Reason.ShouldBe(RevocationReason.KeyCompromise);
        refused.Refusal!.Code.ShouldBe(RefusalCode.BadPublicKey);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(-1)]
    [InlineData(11)]
    public async Task Revoke_WithAReasonThatASubscriberCannotGive_BadRevocationReason(int reason)
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var certificate = await account.Obtain(null, "reason.example.com");

        (await Revoke(certificate, account, reason)).Refusal!.Code.ShouldBe(RefusalCode.BadRevocationReason);
    }

    [Fact]
    public async Task Revoke_OfRubbishOrATamperedCertificate_Refused()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var certificate = await account.Obtain(null, "tampered.example.com");
        var tampered = certificate.Der.ToArray();
        tampered[^1] ^= 1;

        var rubbish = await Revoke(new AcmeRevokeCommand([1, 2, 3], 0, account.Id, [], null));
        var altered = await Revoke(new AcmeRevokeCommand([.. tampered], 0, account.Id, [.. account.PublicKey], null));

        rubbish.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        altered.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    private Task<Outcome<RevocationReceipt>> Revoke(AcmeCertificate certificate, TestAccount account, int reason = 0) =>
        Revoke(new AcmeRevokeCommand(certificate.Der, reason, account.Id, [.. account.PublicKey], null));

    private Task<Outcome<RevocationReceipt>> Revoke(AcmeRevokeCommand command) => cluster.Grains.AcmeRevocation().Revoke(command, CancellationToken.None);
}
