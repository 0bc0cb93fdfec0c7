using System.Net;
using System.Net.Http.Json;
using NSubstitute;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Silo.Bootstrap;
using Ucm.Silo.Hosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>The first password lies in a file until somebody has changed it, and no longer.</summary>
public sealed class InitialPasswordTests
{
    private const string Next = "amber kettle harbour 41";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("needs", "server")]
    public async Task ChangePassword_InitialOne_FileIsGoneWithTheAnswerAndAfterARestart()
    {
        await using var server = new StandaloneServer(new() { ["Ucm:Bootstrap:AdminPassword"] = "" });
        await server.InitializeAsync();
        var file = Path.Combine(server.DataDirectory, "initial-admin-password");
        var first = (await File.ReadAllTextAsync(file, Token)).Trim();
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        server.Output.ShouldNotContain(line => line.Contains(first, StringComparison.Ordinal), "the output goes to no terminal");
        server.Output.ShouldContain(line => line.Contains(file, StringComparison.Ordinal));
        using var rest = await RestClient.SignIn(server.CreateClient(), first);
        (await rest.Get("/api/authorities")).Status.ShouldBe(403, "it has to be changed first");

        (await Change(rest, first, "short")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        File.Exists(file).ShouldBeTrue("nothing was changed");

        (await Change(rest, first, Next)).ShouldBe(HttpStatusCode.NoContent);
        File.Exists(file).ShouldBeFalse();

        (await server.Stop()).ShouldBe(0);
        await server.Start();
        File.Exists(file).ShouldBeFalse();
        using var again = await RestClient.SignIn(server.CreateClient(), Next);
        (await again.Get("/api/authorities")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(RefusalCode.InvalidCredentials, false)]
    [InlineData(RefusalCode.RateLimited, true)]
    public async Task Ensure_AdminWasMadeMeanwhile_KeepsTheFileUnlessThePasswordIsWrong(RefusalCode? refused, bool isKept)
    {
        var folder = Directory.CreateTempSubdirectory("ucm-password-");
        using var data = DataDirectory.Open(folder.FullName);
        var access = new UserAccess(AdminAccount.Admin, [Roles.Admin], [], false, 1, null, DateTimeOffset.UnixEpoch);
        var admin = Substitute.For<IUserGrain>();
        admin.GetAccess(Token).Returns(new Refusal(RefusalCode.NotFound, "Not yet."), access);
        admin.Create(Arg.Any<CreateUserCommand>(), Token).Returns(new Refusal(RefusalCode.Conflict, "The user exists."));
        admin.Verify(Arg.Any<SecretText>(), null, Token).Returns(refused is { } code ? new Refusal(code, "No.") : access);
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IUserGrain>(Arg.Any<string>()).Returns(admin);

        await new AdminAccount(grains, new InitialPassword(data)).Ensure(configured: null, Token);

        File.Exists(data.InitialPasswordFile).ShouldBe(isKept);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Ensure_AdminWasDeleted_BringsNobodyBack()
    {
        var folder = Directory.CreateTempSubdirectory("ucm-password-");
        using var data = DataDirectory.Open(folder.FullName);
        var admin = Substitute.For<IUserGrain>();
        admin.GetAccess(Token).Returns(new Refusal(RefusalCode.NotFound, "Deleted."));
        admin.EnsureListed(Token).Returns(true);
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IUserGrain>(Arg.Any<string>()).Returns(admin);

        await new AdminAccount(grains, new InitialPassword(data)).Ensure("a password of the configuration", Token);

        await admin.DidNotReceive().Create(Arg.Any<CreateUserCommand>(), Arg.Any<CancellationToken>());
        folder.Delete(recursive: true);
    }

    private static async Task<HttpStatusCode> Change(RestClient rest, string current, string next)
    {
        using var answer = await rest.Http.PostAsJsonAsync("/api/auth/password", new { current_password = current, new_password = next }, Token);
        return answer.StatusCode;
    }
}
