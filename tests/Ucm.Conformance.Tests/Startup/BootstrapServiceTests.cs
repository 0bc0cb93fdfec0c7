using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Signing;
using Ucm.Silo.Bootstrap;
using Ucm.Silo.Configuration;
using Ucm.Silo.Hosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>A first start that is cut off is carried on by the next one.</summary>
public sealed class BootstrapServiceTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-bootstrap-").FullName;
    private readonly DataDirectory data;
    private readonly MasterKey masterKey = Key(1);
    private readonly FakeTimeProvider clock = new();
    private readonly IGrainFactory grains = Substitute.For<IGrainFactory>();
    private readonly List<CreateAuthorityCommand> asked = [];
    private bool isCutOff;

    public BootstrapServiceTests()
    {
        data = DataDirectory.Open(folder);
        var authority = Substitute.For<ICertificateAuthorityGrain>();
        authority.Get(Arg.Any<CancellationToken>()).Returns(new Refusal(RefusalCode.NotFound, "None yet."));
        authority.Create(Arg.Any<CreateAuthorityCommand>(), Arg.Any<CancellationToken>()).Returns(call => Create(call.Arg<CreateAuthorityCommand>()));
        grains.GetGrain<ICertificateAuthorityGrain>(Arg.Any<string>()).Returns(authority);
        var admin = Substitute.For<IUserGrain>();
        admin.GetAccess(Arg.Any<CancellationToken>()).Returns(new UserAccess(AdminAccount.Admin, [Roles.Admin], [], false, 2, null, clock.GetUtcNow()));
        grains.GetGrain<IUserGrain>(Arg.Any<string>()).Returns(admin);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        masterKey.Dispose();
        data.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Start_CutOffOnceTheRootWasPlanned_NextStartAsksForTheSameRoot()
    {
        isCutOff = true;
        await Should.ThrowAsync<InvalidOperationException>(Service().StartAsync(Token));
        isCutOff = false;

        await Service().StartAsync(Token);

        asked.Count.ShouldBe(3);
        AuthorityPlan.Of(asked[1]).ShouldBe(AuthorityPlan.Of(asked[0]));
        asked[2].Subject.ShouldBe(asked[1].Subject.Replace("Root", "Issuing", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_AnotherMasterKey_IsAnotherTag()
    {
        using var other = Key(2);

        InstallationTag.Of(masterKey).ShouldMatch("^[0-9a-f]{4}$");
        InstallationTag.Of(other).ShouldNotBe(InstallationTag.Of(masterKey));
    }

    private static MasterKey Key(byte octet) => new(Enumerable.Repeat(octet, MasterKey.Size).ToArray());

    private BootstrapService Service() => new(
        grains, Options.Create(new BootstrapOptions()), data, new InstallationNote(), new AdminAccount(grains, new InitialPassword(data)), masterKey, clock,
        NullLogger<BootstrapService>.Instance);

    private Outcome<AuthoritySnapshot> Create(CreateAuthorityCommand command)
    {
        asked.Add(command);
        if (isCutOff)
        {
            throw new InvalidOperationException("The process ends.");
        }

        var name = command.Subject[3..command.Subject.IndexOf(',', StringComparison.Ordinal)];
        return new AuthoritySnapshot(
            AuthorityId.Parse(command.Issuer is null ? "root" : "issuing"), name, AuthorityStatus.Online, [1], [], "key", command.KeyAlgorithm, command.Issuer,
            clock.GetUtcNow(), clock.GetUtcNow().AddYears(1), CrlPolicyRules.Default, 1);
    }
}
