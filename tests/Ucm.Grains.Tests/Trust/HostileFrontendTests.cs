using System.Collections.Immutable;
using System.Reflection;
using Orleans.Runtime.Services;
using Ucm.Grains.Cluster;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Trust;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Trust;

/// <summary>
/// A client that got in (it owns a frontend's certificate) and says what it likes. The gate never looks at who a message says its sender is, so a forged sender is
/// no case of its own here.
/// </summary>
[Trait("needs", "server")]
public sealed class HostileFrontendTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private const string Password = "three purple submarines";

    public static TheoryData<string> Closed => [.. GrainMethods.All.Where(static method => !CallRule.Of(method).IsOpen).Select(GrainMethods.Name)];

    public static TheoryData<string> WithCaller => [.. GrainMethods.All.Where(static method => CallRule.Of(method) is { IsOpen: true, Caller: not null }).Select(GrainMethods.Name)];

    [Fact]
    public void Methods_OpenToFrontends_AreTheseAndNoOthers()
    {
        var open = GrainMethods.All.Where(static method => CallRule.Of(method).IsOpen).Select(GrainMethods.Name).Order(StringComparer.Ordinal);

        // Each of them has its line in docs/decisions/0006-a-frontend-is-not-believed.md.
        open.ShouldBe(
        [
            "IAcmeAccountGrain.ChangeKey",
            "IAcmeAccountGrain.Get",
            "IAcmeAccountGrain.ListOrders",
            "IAcmeAccountGrain.Revoke",
            "IAcmeAccountGrain.Update",
            "IAcmeAccountKeyGrain.FindOrCreate",
            "IAcmeDirectoryGrain.Get",
            "IAcmeNonceGrain.Consume",
            "IAcmeNonceGrain.Lease",
            "IAcmeOrderGrain.Create",
            "IAcmeOrderGrain.CreateAuthorization",
            "IAcmeOrderGrain.Deactivate",
            "IAcmeOrderGrain.Finalize",
            "IAcmeOrderGrain.Get",
            "IAcmeOrderGrain.GetCertificate",
            "IAcmeOrderGrain.Respond",
            "IAcmeRenewalGrain.Get",
            "IAcmeRevocationGrain.Revoke",
            "IAcmeSearchGrain.ListAccounts",
            "IAcmeSearchGrain.ListOrders",
            "IAdministeredObjectGrain.Get",
            "IAdministeredObjectGrain.GetVersion",
            "IAdministeredObjectGrain.ListVersions",
            "IAdministeredObjectGrain.Save",
            "IAdministeredObjectGrain.SetStatus",
            "IApiTokenCatalogGrain.List",
            "IApiTokenGrain.Check",
            "IApiTokenGrain.Create",
            "IApiTokenGrain.Get",
            "IApiTokenGrain.Revoke",
            "IAuthorityCatalogGrain.List",
            "ICertificateAuthorityGrain.Create",
            "ICertificateAuthorityGrain.Get",
            "ICertificateAuthorityGrain.Import",
            "ICertificateAuthorityGrain.ImportCertificates",
            "ICertificateAuthorityGrain.ImportRevocations",
            "ICertificateAuthorityGrain.SetCrlPolicy",
            "ICertificateAuthorityGrain.SetIssuancePolicy",
            "ICertificateAuthorityGrain.SetOcspPolicy",
            "ICertificateAuthorityGrain.SetStatus",
            "ICertificateAuthorityGrain.SetUrls",
            "ICertificateGrain.Annotate",
            "ICertificateGrain.Get",
            "ICertificateGrain.Read",
            "ICertificateGrain.Release",
            "ICertificateGrain.Renew",
            "ICertificateGrain.Revoke",
            "ICertificateSignInGrain.SignIn",
            "ICrlGrain.Get",
            "ICrlGrain.GetDelta",
            "ICrlGrain.PublishIfDue",
            "ICrlGrain.PublishNow",
            "ICrlGrain.ReadPart",
            "IExternalAccountCatalogGrain.List",
            "IExternalAccountKeyGrain.Change",
            "IExternalAccountKeyGrain.Create",
            "IExternalAccountKeyGrain.Get",
            "IExternalAccountKeyGrain.Rotate",
            "IExternalAccountKeyGrain.SetStatus",
            "IFactorSignInGrain.ChallengePasskey",
            "IFactorSignInGrain.Passkey",
            "IFactorSignInGrain.SecondFactor",
            "IInboxGrain.List",
            "IInboxRequestGrain.Approve",
            "IInboxRequestGrain.Cancel",
            "IInboxRequestGrain.Get",
            "IInboxRequestGrain.Reject",
            "IInboxRequestGrain.Submit",
            "IIssuanceGrain.Issue",
            "IJobCatalogGrain.List",
            "IJobGrain.Create",
            "IJobGrain.Get",
            "IJobGrain.ReadResult",
            "IJobGrain.SetStatus",
            "IKeyRingGrain.Add",
            "IKeyRingGrain.Get",
            "IObjectCatalogGrain.List",
            "IOcspScreenGrain.Screen",
            "IOcspScreenGrain.TagKey",
            "IOcspStatusGrain.Answer",
            "IOcspWorkerGrain.GetPolicyInForce",
            "IOcspWorkerGrain.Respond",
            "IOcspWorkerGrain.RespondAll",
            "IOidcSignInGrain.Begin",
            "IOidcSignInGrain.Complete",
            "IOidcSignInGrain.List",
            "IOidcSignInGrain.SignOut",
            "IProfileCatalogGrain.GetDefaultKey",
            "IProfileCatalogGrain.Preview",
            "IRevocationFeedGrain.Renew",
            "ISearchGrain.CountCertificates",
            "ISearchGrain.CountMatching",
            "ISearchGrain.ListAudit",
            "ISearchGrain.ListCertificates",
            "ISecondFactorsGrain.AddPasskey",
            "ISecondFactorsGrain.BeginPasskey",
            "ISecondFactorsGrain.BeginTotp",
            "ISecondFactorsGrain.ChallengeProof",
            "ISecondFactorsGrain.ConfirmTotp",
            "ISecondFactorsGrain.DisableTotp",
            "ISecondFactorsGrain.Get",
            "ISecondFactorsGrain.RemovePasskey",
            "ISecondFactorsGrain.RenamePasskey",
            "ISecondFactorsGrain.RenewRecoveryCodes",
            "ISecondFactorsGrain.Reset",
            "IServerCertificateGrain.Issue",
            "ISessionGrain.Check",
            "ISessionGrain.End",
            "ISignInGrain.AcceptInvitation",
            "ISignInGrain.Prove",
            "ISignInGrain.Refresh",
            "ISignInGrain.SignIn",
            "ITokenKeysGrain.Get",
            "ITokenKeysGrain.List",
            "ITokenKeysGrain.Rotate",
            "IUserGrain.Change",
            "IUserGrain.ChangePassword",
            "IUserGrain.Create",
            "IUserGrain.Delete",
            "IUserGrain.EndSessions",
            "IUserGrain.Get",
            "IUserGrain.Invite",
            "IUserGrain.ResetPassword",
            "IUserSessionsGrain.End",
            "IUserSessionsGrain.List",
        ]);
    }

    [Fact]
    public void Methods_OfAllGrains_NameACallerWhereTheGateFindsIt()
    {
        var hidden = GrainMethods.All.SelectMany(static method => method.GetParameters()).Where(static parameter => HidesACaller(parameter.ParameterType, depth: 0));

        hidden.Select(static parameter => $"{GrainMethods.Name((MethodInfo)parameter.Member)}({parameter.Name})").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task ClosedMethod_OfAFrontend_IsRefused(string name) =>
        (await Refused(name, Caller.System("bootstrap"))).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(WithCaller))]
    public async Task OpenMethod_WithAForgedCaller_IsRefused(string name)
    {
        string[] permissions = [Permission.All];

        (await Refused(name, Caller.System("bootstrap"))).ShouldBeTrue();
        (await Refused(name, new Caller(CallerKind.User, "admin", [.. permissions]))).ShouldBeTrue();
        (await Refused(name, new Caller(CallerKind.User, "admin", [.. permissions], null, "never-opened"))).ShouldBeTrue();
        (await Refused(name, new Caller(CallerKind.AcmeAccount, "account", [.. permissions]))).ShouldBeTrue();
        (await Refused(name, new Caller(CallerKind.CertificateKey, "key", [.. permissions]))).ShouldBeTrue();
        (await Refused(name, new Caller(CallerKind.ApiToken, "token", [.. permissions]))).ShouldBeTrue();
        (await Refused(name, null)).ShouldBeTrue();
    }

    [Fact]
    public async Task Caller_WithAViewersSession_HasTheViewersPermissionsOnly()
    {
        var viewer = await SignIn(Roles.Viewer);
        var claimed = viewer with { Permissions = [Permission.All] };

        var counts = await cluster.AsFrontend(grains => grains.Search().CountCertificates(claimed, CancellationToken.None));
        var audit = await cluster.AsFrontend(grains => grains.Search().ListAudit(null, 10, claimed, CancellationToken.None));
        var revoked = await cluster.AsFrontend(grains => grains.Certificate(new CertificateKey(TestRequests.Issuing, SerialNumber.Parse("01"))).Revoke(
            new RevokeCommand(RevocationReason.KeyCompromise, claimed), CancellationToken.None));

        counts.Refusal.ShouldBeNull();
        audit.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        revoked.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task Caller_WithAnAdminsSession_MayWhatTheSessionSays()
    {
        var admin = (await SignIn(Roles.Admin)) with { Permissions = [] };

        var audit = await cluster.AsFrontend(grains => grains.Search().ListAudit(null, 10, admin, CancellationToken.None));

        audit.Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Caller_WithAnothersSession_IsRefused()
    {
        var admin = await SignIn(Roles.Admin);
        var viewer = await SignIn(Roles.Viewer);

        var audit = await cluster.AsFrontend(grains => grains.Search().ListAudit(null, 10, viewer with { Session = admin.Session }, CancellationToken.None));

        audit.Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
    }

    [Fact]
    public async Task Caller_WhoseSessionEnded_IsRefusedWithinASecond()
    {
        var admin = await SignIn(Roles.Admin);
        (await cluster.AsFrontend(grains => grains.Search().ListAudit(null, 10, admin, CancellationToken.None))).Refusal.ShouldBeNull();

        // Ends itself through the gate, which asks the very session that is being ended.
        (await cluster.AsFrontend(grains => grains.Session(admin.Session!).End("logout", admin, CancellationToken.None))).Refusal.ShouldBeNull();

        var audit = await Eventually.Get(
            () => cluster.AsFrontend(grains => grains.Search().ListAudit(null, 10, admin, CancellationToken.None)), static answer => !answer.Succeeded, TimeSpan.FromSeconds(10));
        audit.Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
    }

    [Fact]
    public async Task Seal_OfAnotherCallOrAnotherKey_OpensNothing()
    {
        var seal = cluster.Service<CallSeal>();
        using var key = new Ucm.Grains.Signing.MasterKey(new byte[32]);
        using var forged = new CallSeal(key, TimeProvider.System);
        var signer = cluster.Grains.Signer(TestRequests.Issuing);
        var (target, method) = (signer.GetGrainId(), nameof(ISignerGrain.Sign));
        var command = new SignCommand([1, 2, 3], SigningPurpose.Certificate);
        byte[][] seals = [seal.Make(target, "other", method), seal.Make(cluster.Grains.Signer(TestRequests.Root).GetGrainId(), "ucm.signer-grain", method),
            forged.Make(target, "ucm.signer-grain", method), []];

        foreach (var presented in seals)
        {
            var signed = await cluster.AsFrontend(grains => grains.Signer(TestRequests.Issuing).Sign(command, CancellationToken.None), presented);
            signed.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        }
    }

    [Fact]
    public async Task OrleansOwnGrains_OfAFrontend_AreClosed() =>
        await Should.ThrowAsync<UnauthorizedAccessException>(() => cluster.AsFrontend(grains => grains.GetGrain<IManagementGrain>(0).GetHosts()));

    /// <summary>Services are no grains, so the lists above do not hold them; whoever could ask this one would empty the cluster.</summary>
    [Fact]
    public async Task DepartureDesk_OfAFrontend_PutsNobodyOut()
    {
        var victim = cluster.Silo(1).SiloAddress;
        var desk = new Desk(cluster.Service<IServiceProvider>()).On(cluster.Silo(0).SiloAddress);

        await Should.ThrowAsync<UnauthorizedAccessException>(
            () => cluster.AsFrontend(grains => grains.GetGrain<IDrainCoordinator>(desk).PutOut(victim, CancellationToken.None)));

        cluster.Service<IClusterMembershipService>().CurrentSnapshot.Members[victim].Status.ShouldBe(SiloStatus.Active);
    }

    /// <summary>A responder's certificate over ACME would sign forged "good" answers.</summary>
    [Theory]
    [InlineData("ocsp-signing")]
    [InlineData("sub-ca")]
    [InlineData("code-signing")]
    [InlineData("tls-client")]
    [InlineData("no-such-profile")]
    public async Task AcmeOrder_OfAFrontend_NamesOnlyProfilesThatAreForAcme(string profile)
    {
        await cluster.CreateAuthorities();
        var command = new CreateAcmeOrderCommand($"account{Guid.NewGuid():n}", profile, [new AcmeIdentifier("dns", "www.example.com")], null, null, null);

        var order = await cluster.AsFrontend(grains => grains.AcmeOrder(Guid.NewGuid().ToString("n")).Create(command, CancellationToken.None));

        order.Refusal!.Code.ShouldBe(RefusalCode.UnknownProfile);
    }

    [Theory]
    [InlineData(WayIn.Acme, "tls-server", "rest")]
    [InlineData(WayIn.System, "ocsp-signing", "system")]
    [InlineData(WayIn.Rest, "ocsp-signing", "rest")]
    [InlineData(WayIn.Rest, "tls-server", "system")]
    [InlineData(WayIn.Rest, "tls-server", "acme")]
    public async Task Issue_OfAFrontend_OnlyByTheWaysAndUnderTheIdsOfItsUser(WayIn way, string profile, string id)
    {
        await cluster.CreateAuthorities();
        var admin = await SignIn(Roles.Admin);
        var request = id == "rest" ? $"rest:{admin.Name}:{Guid.NewGuid():n}" : $"{id}:{Guid.NewGuid():n}";
        var command = new IssueCommand(new RequestId(request), TestRequests.Issuing, profile, [.. TestRequests.Csr("www.example.com")], admin) { Way = way };

        var issued = await cluster.AsFrontend(grains => grains.Issuance(TestRequests.Issuing).Issue(command, CancellationToken.None));

        issued.Refusal!.Code.ShouldBeOneOf(RefusalCode.Forbidden, RefusalCode.PolicyViolation);
    }

    [Fact]
    public async Task Object_OfAFrontendWithAnOperatorsSession_CannotBeChangedByAnyName()
    {
        var @operator = (await SignIn(Roles.Operator)) with { Permissions = [Permission.All] };
        var save = new SaveObjectCommand(SaveMode.Create, "{}", null, @operator) { CopyOf = "tls-server" };
        foreach (var key in (string[])["profile/own", "profile/tls-server", "profile/../x", "profile", "pigeon/x", "/"])
        {
            var saved = await cluster.AsFrontend(grains => grains.GetGrain<IAdministeredObjectGrain>(key).Save(save, CancellationToken.None));

            saved.Refusal!.Code.ShouldBeOneOf(RefusalCode.Forbidden, RefusalCode.NotFound);
        }
    }

    [Fact]
    public async Task ServerCertificate_OfAFrontend_HasOnlyTheNamesThatAreOurs()
    {
        await cluster.CreateAuthorities();
        ImmutableArray<SubjectName> names = [new(SubjectNameKind.Dns, "ca.test"), new(SubjectNameKind.Dns, "victim.example"), new(SubjectNameKind.Ip, "127.0.0.1")];

        var issued = await cluster.AsFrontend(grains => grains.ServerCertificates().Issue(new ServerCertificateRequest([.. TestRequests.Csr("victim.example")], names), CancellationToken.None));
        var refused = await cluster.AsFrontend(grains => grains.ServerCertificates().Issue(new ServerCertificateRequest([.. TestRequests.Csr("victim.example")], [names[1]]), CancellationToken.None));

        issued.Refusal.ShouldBeNull();
        Pki.X509.ParsedCertificate.Parse(issued.Value!.Der.AsMemory()).Names.Select(static name => name.Value).ShouldBe(["ca.test", "127.0.0.1"], ignoreOrder: true);
        refused.Refusal!.Code.ShouldBe(RefusalCode.RejectedIdentifier);
    }

    private async Task<bool> Refused(string name, Caller? caller)
    {
        var method = GrainMethods.All.Single(method => GrainMethods.Name(method) == name);
        try
        {
            var answer = await cluster.AsFrontend(grains => GrainMethods.Call(grains, method, caller));
            var refusal = (Refusal?)answer?.GetType().GetProperty("Refusal")?.GetValue(answer);
            return refusal is { Code: RefusalCode.Forbidden, Detail: "Only the platform itself may ask for this." } or { Code: RefusalCode.Unauthenticated };
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>A user with this role and a session, as a frontend knows them.</summary>
    private async Task<Caller> SignIn(string role)
    {
        var name = UserName.Parse($"u{Guid.NewGuid():n}");
        var created = await cluster.Grains.User(name).Create(new CreateUserCommand(new SecretText(Password), [role], false, Caller.System("test")), CancellationToken.None);
        created.Refusal.ShouldBeNull();
        var signedIn = await cluster.AsFrontend(grains => grains.SignIn().SignIn(new SignInCommand(name.Value, new SecretText(Password), SessionKind.Api, null), CancellationToken.None));
        var session = signedIn.Value!.Session;
        return new Caller(CallerKind.User, name.Value, session.Permissions, null, session.Id);
    }

    private static bool HidesACaller(Type type, int depth) =>
        type.Namespace?.StartsWith("Ucm.", StringComparison.Ordinal) == true
        && type != typeof(Caller)
        && type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(property =>
            property.PropertyType == typeof(Caller) ? depth > 0 : depth < 4 && property.PropertyType != type && HidesACaller(property.PropertyType, depth + 1));

    private sealed class Desk(IServiceProvider services) : GrainServiceClient<IDrainCoordinator>(services)
    {
        public GrainId On(SiloAddress silo) => GetGrainService(silo).GetGrainId();
    }
}
