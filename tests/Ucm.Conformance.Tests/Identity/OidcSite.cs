using System.Diagnostics;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Identity;

/// <summary>A standalone server whose people sign in at a real OpenID provider, npm's oidc-provider; a second provider of its settings is away.</summary>
public sealed class OidcSite : IAsyncLifetime
{
    private const string Secret = "client secret of the tests 4711";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ucm-oidc-");
    private readonly int port = StandaloneServer.FreePort();
    private Process? provider;

    public StandaloneServer Server { get; private set; } = null!;

    public string ProviderUrl => $"http://127.0.0.1:{port}";

    public async ValueTask InitializeAsync()
    {
        FastRun.MayNotStart("an OpenID provider");
        var secretFile = Path.Combine(folder.FullName, "client.secret");
        await File.WriteAllTextAsync(secretFile, Secret + "\n");
        Server = new StandaloneServer(new()
        {
            ["Ucm:Auth:Oidc:0:Name"] = "corp",
            ["Ucm:Auth:Oidc:0:DisplayName"] = "Example Corp",
            ["Ucm:Auth:Oidc:0:Authority"] = ProviderUrl,
            ["Ucm:Auth:Oidc:0:ClientId"] = "ucm",
            ["Ucm:Auth:Oidc:0:ClientSecretFile"] = secretFile,
            ["Ucm:Auth:Oidc:0:Scopes"] = "",
            ["Ucm:Auth:Oidc:0:AllowHttpLoopback"] = "true",
            ["Ucm:Auth:Oidc:0:Roles:0:Group"] = "ops",
            ["Ucm:Auth:Oidc:0:Roles:0:Role"] = "operator",
            ["Ucm:Auth:Oidc:1:Name"] = "away",
            ["Ucm:Auth:Oidc:1:Authority"] = $"http://127.0.0.1:{StandaloneServer.FreePort()}",
            ["Ucm:Auth:Oidc:1:ClientId"] = "ucm",
            ["Ucm:Auth:Oidc:1:AllowHttpLoopback"] = "true",
            ["Ucm:Auth:Oidc:1:Roles:0:Group"] = "ops",
            ["Ucm:Auth:Oidc:1:Roles:0:Role"] = "operator",
            ["Ucm:RateLimits:OidcSignInsPerMinute"] = "200",
        });
        await Task.WhenAll(Server.InitializeAsync().AsTask(), StartProvider());
    }

    public async ValueTask DisposeAsync()
    {
        if (provider is { HasExited: false })
        {
            provider.Kill();
            await provider.WaitForExitAsync();
        }

        provider?.Dispose();
        await Server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task StartProvider()
    {
        var source = Path.Combine(Repository.Root, "tests", "Ucm.Conformance.Tests", "Identity", "OidcProvider");
        foreach (var name in (string[])["package.json", "package-lock.json", "server.mjs"])
        {
            File.Copy(Path.Combine(source, name), Path.Combine(folder.FullName, name));
        }

        var installed = await Tool.Run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], directory: folder.FullName);
        if (installed.ExitCode != 0)
        {
            throw new InvalidOperationException(installed.All);
        }

        string[] arguments = ["server.mjs", $"{port}", $"{Server.HttpsUrl}/login/oidc/corp/callback", Secret];
        provider = Process.Start(new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        provider.ErrorDataReceived += static (_, _) => { };
        provider.BeginErrorReadLine();
        while (await provider.StandardOutput.ReadLineAsync() is { } line && line != "ready")
        {
        }

        if (provider.HasExited)
        {
            throw new InvalidOperationException("The OpenID provider does not start.");
        }
    }

    /// <summary>The secret must never be in what the server writes.</summary>
    public bool WritesTheSecret => Server.Output.Any(static line => line.Contains(Secret, StringComparison.Ordinal));

    /// <summary>A browser with a cookie jar of its own, which follows no redirect by itself.</summary>
    internal OidcBrowser Browser() => new(this);
}
