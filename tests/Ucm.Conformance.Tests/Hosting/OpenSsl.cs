using Shouldly;

namespace Ucm.Conformance.Tests.Hosting;

/// <summary>The independent reader: asks OCSP and checks chains with the openssl program, in a folder of its own.</summary>
internal sealed class OpenSsl : IDisposable
{
    private readonly StandaloneServer server;
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-openssl-").FullName;

    private OpenSsl(StandaloneServer server) => this.server = server;

    public static async Task<OpenSsl> For(StandaloneServer server)
    {
        var openSsl = new OpenSsl(server);
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        await System.IO.File.WriteAllTextAsync(openSsl.File("root.pem"), await http.GetStringAsync("/ca/root.pem"));
        await System.IO.File.WriteAllTextAsync(openSsl.File("issuing.pem"), await http.GetStringAsync("/ca/issuing.pem"));
        return openSsl;
    }

    public string File(string name) => Path.Combine(folder, name);

    public async Task<string> Ocsp(string serialHex, string issuer = "issuing")
    {
        var result = await Tool.Run("openssl", ["ocsp", "-issuer", File($"{issuer}.pem"), "-serial", $"0x{serialHex}", "-url", $"{server.HttpUrl}/ocsp",
            "-CAfile", File("root.pem"), "-verify_other", File("issuing.pem"), "-no_nonce"]);
        result.All.ShouldContain("Response verify OK");
        return result.Output;
    }

    /// <summary>Checks a PEM certificate and its status by CRL, both authorities' lists fetched now.</summary>
    public async Task<ToolResult> VerifyWithCrl(string certificate)
    {
        await System.IO.File.WriteAllTextAsync(File("leaf.pem"), certificate);
        await FetchCrl("issuing");
        return await Tool.Run("openssl", ["verify", "-crl_check", "-CAfile", File("root.pem"), "-untrusted", File("issuing.pem"), "-CRLfile", File("issuing.crl.pem"), File("leaf.pem")]);
    }

    /// <summary>The CRL as openssl prints it, its signature verified.</summary>
    public async Task<string> CrlText(string authority)
    {
        await FetchCrl(authority);
        var result = await Tool.Run("openssl", ["crl", "-in", File($"{authority}.crl.pem"), "-noout", "-text", "-CAfile", File($"{authority}.pem")]);
        result.All.ShouldContain("verify OK");
        return result.Output;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task FetchCrl(string authority)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        await System.IO.File.WriteAllBytesAsync(File($"{authority}.crl"), await http.GetByteArrayAsync($"/crl/{authority}.crl"));
        var result = await Tool.Run("openssl", ["crl", "-inform", "DER", "-in", File($"{authority}.crl"), "-out", File($"{authority}.crl.pem")]);
        result.ExitCode.ShouldBe(0, result.All);
    }
}
