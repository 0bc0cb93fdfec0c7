using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Grains.Acme;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.RateLimits;
using Ucm.Pki.X509;

namespace Ucm.Grains.Tests.Acme;

/// <summary>Each bound on what strangers may add: one more is RateLimited and says when to come back (RFC 8555 §6.6).</summary>
[Trait("needs", "server")]
public sealed class AcmeLimitTests : IAsyncLifetime
{
    private readonly HangingChallenge challenge = new();
    private GrainCluster? cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private GrainCluster Cluster => cluster!;

    public async ValueTask InitializeAsync() => cluster = await GrainCluster.Start(configure: services =>
    {
        services.RemoveAll<IChallengeType>().AddSingleton<IChallengeType>(challenge);
        services.Configure<RateLimitOptions>(static options => (options.AcmeAccountsPerHour, options.AcmeOrdersPerHour) = (3, 6));
        services.Configure<AcmeOptions>(static options => options.MaximumOpenOrders = 4);
        services.Configure<AcmeValidationOptions>(static options => (options.MaximumPerAccount, options.Maximum) = (2, 1000));
    });

    public async ValueTask DisposeAsync()
    {
        challenge.Dispose();
        await Cluster.DisposeAsync();
    }

    [Fact]
    public async Task FindOrCreate_OneAccountMoreThanAnAddressMayMake_RateLimitedAndOthersAreNot()
    {
        var made = new List<Outcome<FoundAcmeAccount>>();
        using var first = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        made.Add(await NewAccount(first, "192.0.2.1"));
        for (var i = 0; i < 3; i++)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            made.Add(await NewAccount(key, "192.0.2.1"));
        }

        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        made[..3].ShouldAllBe(static one => one.Succeeded);
        IsRateLimited(made[3].Refusal);
        (await NewAccount(first, "192.0.2.1")).Value!.Created.ShouldBeFalse();
        (await NewAccount(other, "192.0.2.2")).Value!.Created.ShouldBeTrue();
    }

    [Fact]
    public async Task Create_OneOpenOrderMoreThanAnAccountMayHave_RateLimitedUntilOneEnds()
    {
        using var account = await TestAccount.Create(Cluster.Grains);
        using var other = await TestAccount.Create(Cluster.Grains);
        var orders = new List<AcmeOrder>();
        for (var i = 0; i < 4; i++)
        {
            orders.Add((await account.Order($"open{i}.example.com")).Value!);
        }

        var refused = await account.Order("open4.example.com");
        await Cluster.Grains.AcmeOrder(orders[0].Id).Deactivate(account.Id, 0, Token);
        var afterwards = await account.Order("open5.example.com");

        IsRateLimited(refused.Refusal);
        afterwards.Refusal.ShouldBeNull();
        (await other.Order("open6.example.com")).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Create_OneOrderMoreThanAnAccountMayMakeInAnHour_RateLimited()
    {
        using var account = await TestAccount.Create(Cluster.Grains);
        for (var i = 0; i < 6; i++)
        {
            var order = (await account.Order($"hour{i}.example.com")).Value!;
            await Cluster.Grains.AcmeOrder(order.Id).Deactivate(account.Id, 0, Token);
        }

        IsRateLimited((await account.Order("hour6.example.com")).Refusal);
    }

    /// <summary>RFC 9773 §5: renewals are not to be held up.</summary>
    [Fact]
    public async Task Create_ReplacesACertificateAfterTheLastOrderOfTheHour_Admitted()
    {
        await Cluster.CreateAuthorities();
        challenge.LetGo();
        using var account = await TestAccount.Create(Cluster.Grains);
        var certificate = await account.Obtain(null, "renewed.example.com");
        for (var i = 0; i < 5; i++)
        {
            var order = (await account.Order($"used{i}.example.com")).Value!;
            await Cluster.Grains.AcmeOrder(order.Id).Deactivate(account.Id, 0, Token);
        }

        var replaces = RenewalIdentifier.Of(ParsedCertificate.Parse(certificate.Der.AsMemory()))!.ToString();
        var renewed = await account.OrderAt("default", replaces, "renewed.example.com");

        IsRateLimited((await account.Order("renewed.example.com")).Refusal);
        renewed.Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Respond_OneValidationMoreThanAnAccountMayHave_RateLimitedUntilOneEnds()
    {
        using var account = await TestAccount.Create(Cluster.Grains);
        var order = (await account.Order("a.example.com", "b.example.com", "c.example.com")).Value!;

        (await account.Respond(order, 0)).Refusal.ShouldBeNull();
        (await account.Respond(order, 1)).Refusal.ShouldBeNull();
        (await account.Respond(order, 1)).Refusal.ShouldBeNull();
        var refused = await account.Respond(order, 2);
        challenge.LetGo();
        await account.WaitFor(order, static now => now.Authorizations.Count(static one => one.Status == AcmeAuthorizationStatus.Valid) == 2);
        await account.Respond(order, 2);

        IsRateLimited(refused.Refusal);
        (await account.WaitFor(order, static now => now.Status == AcmeOrderStatus.Ready)).Status.ShouldBe(AcmeOrderStatus.Ready);
    }

    private static void IsRateLimited(Refusal? refusal)
    {
        refusal!.Code.ShouldBe(RefusalCode.RateLimited);
        refusal.RetryAfter!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    private Task<Outcome<FoundAcmeAccount>> NewAccount(ECDsa key, string address)
    {
        var thumbprint = TestAccount.ThumbprintOf(key);
        var command = new CreateAcmeAccountCommand([.. key.ExportSubjectPublicKeyInfo()], thumbprint, [], true, OnlyReturnExisting: false, address);
        return Cluster.Grains.AcmeAccountKey(thumbprint).FindOrCreate(command, Token);
    }

    /// <summary>Answers nobody until it lets go; then everybody.</summary>
    private sealed class HangingChallenge : IChallengeType, IDisposable
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "http-01";

        public bool Proves(SubjectName identifier) => true;

        public void LetGo() => released.TrySetResult();

        public Task Validate(ValidationRequest request, ValidationTrail trail, CancellationToken cancellationToken) =>
            released.Task.WaitAsync(cancellationToken);

        public void Dispose() => LetGo();
    }
}
