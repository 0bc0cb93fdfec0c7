using Shouldly;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;

namespace Ucm.Frontend.Tests.Cluster;

/// <summary>What is repeated, and above all what is not.</summary>
public sealed class RepeatableCallsTests
{
    [Theory]
    [InlineData(typeof(IIssuanceGrain), nameof(IIssuanceGrain.Issue))]
    [InlineData(typeof(ICertificateGrain), nameof(ICertificateGrain.Revoke))]
    [InlineData(typeof(ISessionGrain), nameof(ISessionGrain.Check))]
    [InlineData(typeof(IAcmeOrderGrain), nameof(IAcmeOrderGrain.Finalize))]
    [InlineData(typeof(IAcmeRenewalGrain), nameof(IAcmeRenewalGrain.Get))]
    public void Of_IdempotentCall_Yes(Type contract, string method) => RepeatableCalls.Of(contract, method).ShouldNotBe(Repetition.Never);

    [Theory]
    [InlineData(typeof(ISignInGrain), nameof(ISignInGrain.SignIn))]
    [InlineData(typeof(ISignInGrain), nameof(ISignInGrain.Refresh))]
    [InlineData(typeof(IFactorSignInGrain), nameof(IFactorSignInGrain.SecondFactor))]
    [InlineData(typeof(IFactorSignInGrain), nameof(IFactorSignInGrain.Passkey))]
    [InlineData(typeof(ISecondFactorsGrain), nameof(ISecondFactorsGrain.ConfirmTotp))]
    [InlineData(typeof(IRefreshTokenGrain), nameof(IRefreshTokenGrain.Redeem))]
    [InlineData(typeof(IUserGrain), nameof(IUserGrain.ChangePassword))]
    [InlineData(typeof(IUserGrain), nameof(IUserGrain.Verify))]
    [InlineData(typeof(IAcmeNonceGrain), nameof(IAcmeNonceGrain.Consume))]
    [InlineData(typeof(IAcmeOrderGrain), nameof(IAcmeOrderGrain.Create))]
    [InlineData(typeof(IAcmeOrderGrain), nameof(IAcmeOrderGrain.CreateAuthorization))]
    public void Of_CallThatCounts_No(Type contract, string method) => RepeatableCalls.Of(contract, method).ShouldBe(Repetition.Never);

    [Fact]
    public void Of_NoContract_No() => RepeatableCalls.Of(null, "Get").ShouldBe(Repetition.Never);
}
