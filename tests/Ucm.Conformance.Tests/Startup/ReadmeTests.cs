using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>The README's example of REST, run as it stands there.</summary>
[Trait("needs", "server")]
public sealed class ReadmeTests(StandaloneServer server) : IClassFixture<StandaloneServer>, IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("ucm-readme-");

    [Fact]
    public async Task RestExample_RightPassword_GetsACertificate()
    {
        var result = await Run(StandaloneServer.AdminPassword);

        result.ExitCode.ShouldBe(0, result.All);
        result.Output.ShouldContain("BEGIN CERTIFICATE");
    }

    [Fact]
    public async Task RestExample_WrongPassword_FailsAndSaysWhy()
    {
        var result = await Run("not the password");

        result.ExitCode.ShouldNotBe(0, result.All);
        result.Error.ShouldContain("401");
    }

    [Fact]
    public void Gitignore_WhatTheReadmeMakes_IsIgnored()
    {
        var ignored = File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore"));

        ((string[])["ucm-data/", "ucm-cluster/", "/certbot/", "/key.pem", "/req.pem"]).ShouldBeSubsetOf(ignored);
    }

    public void Dispose() => scratch.Delete(recursive: true);

    private Task<ToolResult> Run(string password)
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var start = readme.IndexOf("token=$(curl", StringComparison.Ordinal);
        var script = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)]
            .Replace("https://localhost:8443", server.HttpsUrl, StringComparison.Ordinal)
            .Replace("ucm-data/root.pem", server.RootFile, StringComparison.Ordinal)
            .Replace("\"…\"", $"\"{password}\"", StringComparison.Ordinal);
        return Tool.Run("bash", ["-c", script], directory: scratch.FullName);
    }
}
