using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary><c>Ucm.Silo admin</c>, for those who are locked out.</summary>
[Trait("needs", "server")]
public sealed class AdminCommandTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    private const string Password = "seven green bicycles";

    [Fact]
    public async Task Admin_OfAStoppedServer_SetsPasswordsThatCountAtTheNextStart()
    {
        var file = Path.Combine(server.DataDirectory, "new-password");
        await File.WriteAllTextAsync(file, Password + "\n", TestContext.Current.CancellationToken);
        var running = await Run("reset-password", "--password-file", file);
        (await server.Stop()).ShouldBe(0);

        var unknown = await Run("reset-password", "--name", "nobody", "--password-file", file);
        var generated = await Run("create", "--name", "boss");
        var created = await Run("create", "--name", "boss", "--password-file", file);
        var reset = await Run("reset-password", "--password-file", file);
        await server.Start();

        running.ExitCode.ShouldBe(1);
        running.Error.ShouldContain("stop the server");
        unknown.ExitCode.ShouldBe(1);
        unknown.Error.ShouldContain("There is no such user");
        generated.Error.ShouldContain("--password-file");
        created.ExitCode.ShouldBe(0, created.Error);
        reset.ExitCode.ShouldBe(0, reset.Error);
        using var boss = await RestClient.SignIn(server.CreateClient(), Password, "boss");
        (await boss.Get("/api/users")).Status.ShouldBe(200);
        using var admin = await RestClient.SignIn(server.CreateClient(), Password);
        (await admin.Get("/api/users/boss")).Body["changed_by"]!.ToString().ShouldBe("system:command-line");
    }

    private Task<ToolResult> Run(params string[] arguments) =>
        Tool.Run("dotnet", [Repository.SiloDll, "admin", .. arguments, $"--Ucm:DataDirectory={server.DataDirectory}"]);
}
