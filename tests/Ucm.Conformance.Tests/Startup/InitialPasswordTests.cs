using System.Net;
using System.Net.Http.Json;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>The first password lies in a file until somebody has changed it, and no longer.</summary>
public sealed class InitialPasswordTests
{
    private const string Next = "amber kettle harbour 41";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ChangePassword_InitialOne_FileIsGoneWithTheAnswerAndAfterARestart()
    {
        await using var server = new StandaloneServer(new() { ["Ucm:Bootstrap:AdminPassword"] = "" });
        await server.InitializeAsync();
        var file = Path.Combine(server.DataDirectory, "initial-admin-password");
        var first = (await File.ReadAllTextAsync(file, Token)).Trim();
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var rest = await RestClient.SignIn(server.CreateClient(), first);

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

    private static async Task<HttpStatusCode> Change(RestClient rest, string current, string next)
    {
        using var answer = await rest.Http.PostAsJsonAsync("/api/auth/password", new { current_password = current, new_password = next }, Token);
        return answer.StatusCode;
    }
}
