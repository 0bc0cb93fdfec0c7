using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>What a first start prints and makes.</summary>
[Trait("needs", "server")]
public sealed class FirstStartTests : IAsyncDisposable
{
    private readonly StandaloneServer server = new(new() { ["Ucm:Bootstrap:Organization"] = "Example, Inc." });

    [Fact]
    public async Task Ready_FirstStartAndSecond_SaysWhichInstallationAndNothingOfOrleans()
    {
        await Start(times: 1);
        var first = server.Output.ToList();
        (await server.Stop()).ShouldBe(0);
        await Start(times: 2);

        using var root = X509CertificateLoader.LoadCertificateFromFile(server.RootFile);
        root.Subject.ShouldContain("O=\"Example, Inc.\"");
        var name = root.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        Installation(first).ShouldBe($"new installation: {name} was made at this start");
        Installation(server.Output.Skip(first.Count)).ShouldStartWith($"{name}, since ");
        first.ShouldContain(line => line.Contains($"Data       {server.DataDirectory}", StringComparison.Ordinal));
        foreach (var word in (string[])["range", "grain service", "Ring", "Orleans"])
        {
            server.Output.ShouldNotContain(line => line.Contains(word, StringComparison.Ordinal), word);
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>Until the last line of the ready message is there.</summary>
    private async Task Start(int times)
    {
        await server.Start();
        await Eventually.Until(() => Task.FromResult(server.Output.Count(static line => line.StartsWith("  Mode ", StringComparison.Ordinal)) == times));
    }

    private static string Installation(IEnumerable<string> output) =>
        output.First(static line => line.StartsWith("  Installation ", StringComparison.Ordinal))["  Installation ".Length..].Trim();
}
