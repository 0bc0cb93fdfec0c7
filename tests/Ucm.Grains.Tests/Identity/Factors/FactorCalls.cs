using OtpNet;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Identity.Factors;

/// <summary>A user's factors as a frontend uses them.</summary>
internal static class FactorCalls
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    public static Caller Self(this UserName user) => new(CallerKind.User, user.Value, []) { ProvenAt = DateTimeOffset.MaxValue };

    /// <summary>What the app shows so many steps of 30 seconds from now.</summary>
    public static SecretText Code(this IdentityCluster cluster, string secret, int steps = 0) =>
        new(new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(cluster.Clock.GetUtcNow().AddSeconds(30 * steps).UtcDateTime));

    /// <summary>Goes to the middle of a time step, so that the test does not pass from one to the next by itself.</summary>
    public static void MidStep(this IdentityCluster cluster) =>
        cluster.Clock.Advance(TimeSpan.FromSeconds(45 - (cluster.Clock.GetUtcNow().ToUnixTimeSeconds() % 30)));

    /// <summary>Turns codes on, and waits until the code that did so is past.</summary>
    public static async Task<(string Secret, RecoveryCodes Codes)> EnrolTotp(this IdentityCluster cluster, UserName user)
    {
        cluster.MidStep();
        var begun = await cluster.Grains.SecondFactors(user).BeginTotp(user.Self(), None);
        var secret = begun.Value!.Secret.Value;
        var confirmed = await cluster.Grains.SecondFactors(user).ConfirmTotp(new TotpCodeCommand(cluster.Code(secret), user.Self()), None);
        cluster.Clock.Advance(TimeSpan.FromSeconds(60));
        cluster.MidStep();
        return (secret, confirmed.Value!);
    }

    /// <summary>The ticket of a sign-in whose password is right.</summary>
    public static async Task<SecretText> Ticket(this IdentityCluster cluster, UserName user, SessionKind kind = SessionKind.Api) =>
        (await cluster.SignIn(user.Value, kind: kind)).Refusal!.SecondFactor!.Ticket;

    public static Task<Outcome<SignedIn>> Totp(this IdentityCluster cluster, SecretText ticket, SecretText code, SessionKind kind = SessionKind.Api) =>
        cluster.Grains.FactorSignIn().SecondFactor(new SecondFactorCommand(ticket, new GivenFactor(code, null, null), kind, null), None);

    public static Task<Outcome<SignedIn>> Recover(this IdentityCluster cluster, SecretText ticket, string code) =>
        cluster.Grains.FactorSignIn().SecondFactor(
            new SecondFactorCommand(ticket, new GivenFactor(null, new SecretText(code), null), SessionKind.Api, null), None);
}
