using System.Collections.Immutable;
using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.FluentUI.AspNetCore.Components;
using NSubstitute;
using Ucm.Frontend.Admin.Sessions;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin;

/// <summary>A circuit with a signed-in user and grains that answer what a test says.</summary>
internal sealed class ConsoleContext : BunitContext
{
    private const string SessionId = "session-of-the-test";

    public ConsoleContext(params string[] roles)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddFluentUIComponents();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton(Grains);
        Services.AddSingleton<SessionChecks>();
        Services.AddScoped<ConsoleSession>();
        Services.AddScoped<Browser>();
        Permissions = Roles.PermissionsOf([.. roles]);
        var authorization = AddAuthorization();
        authorization.SetAuthorized("somebody");
        authorization.SetClaims([
            new Claim(SessionClaims.Name, "somebody"),
            new Claim(SessionClaims.Session, SessionId),
            .. Permissions.Select(static permission => new Claim(SessionClaims.Permission, permission)),
        ]);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Grains.GetGrain<ISearchGrain>(0, null).Returns(Search);
        Grains.GetGrain<IAuthorityCatalogGrain>(0, null).Returns(Catalog);
        Grains.GetGrain<ICrlGrain>("crl:issuing", null).Returns(Crl);
        Grains.GetGrain<ISessionGrain>($"session:{SessionId}", null).Returns(Session);
        Grains.GetGrain<ICertificateGrain>(Samples.Key.ToString(), null).Returns(Certificate);
        Grains.GetGrain<ICertificateAuthorityGrain>("ca:issuing", null).Returns(Authority);
        Session.Check(Arg.Any<bool>(), Arg.Any<CancellationToken>()).Returns(_ => Task.FromResult<Outcome<SessionView>>(View()));
        Crl.PublishIfDue(Arg.Any<CancellationToken>()).Returns((Outcome<PublishedCrl>)Samples.Crl);
        Catalog.List(Arg.Any<CancellationToken>()).Returns(new AuthorityCatalog([Samples.Authority], 1));
        Authority.Get(Arg.Any<CancellationToken>()).Returns((Outcome<AuthoritySnapshot>)Samples.Authority);
    }

    public FakeTimeProvider Clock { get; } = new(Samples.Now);

    public IGrainFactory Grains { get; } = Substitute.For<IGrainFactory>();

    public ISearchGrain Search { get; } = Substitute.For<ISearchGrain>();

    public IAuthorityCatalogGrain Catalog { get; } = Substitute.For<IAuthorityCatalogGrain>();

    public ICertificateAuthorityGrain Authority { get; } = Substitute.For<ICertificateAuthorityGrain>();

    public ICertificateGrain Certificate { get; } = Substitute.For<ICertificateGrain>();

    public ICrlGrain Crl { get; } = Substitute.For<ICrlGrain>();

    public ISessionGrain Session { get; } = Substitute.For<ISessionGrain>();

    /// <summary>What the session's grain says the user may do; the claims of the circuit stay as they were.</summary>
    public ImmutableArray<string> Permissions { get; set; }

    public NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    public void EndSession() =>
        Session.Check(Arg.Any<bool>(), Arg.Any<CancellationToken>()).Returns((Outcome<SessionView>)new Refusal(RefusalCode.Unauthenticated, "ended"));

    private SessionView View() =>
        new(SessionId, SessionKind.Console, UserName.Parse("somebody"), [], Permissions, false, [], Samples.Now.AddHours(1));
}
