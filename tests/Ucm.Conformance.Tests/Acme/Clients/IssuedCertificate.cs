using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>A certificate as a client left it, kept as it was when this was made. openssl is the judge of it.</summary>
internal sealed class IssuedCertificate
{
    private readonly StandaloneServer server;
    private readonly string pem;
    private readonly string chain;

    public IssuedCertificate(StandaloneServer server, string file, string? chainFile)
    {
        this.server = server;
        pem = File.ReadAllText(file);
        chain = chainFile is null ? pem : File.ReadAllText(chainFile);
        using var certificate = X509Certificate2.CreateFromPem(pem);
        Serial = certificate.SerialNumber;
        NotAfter = certificate.NotAfter.ToUniversalTime();
    }

    public string Serial { get; }

    public DateTime NotAfter { get; }

    /// <summary>The chain leads to the root; the names are these and no others, as openssl prints them; the key is of this kind.</summary>
    /// <param name="key">As openssl has it: <c>id-ecPublicKey</c> or <c>rsaEncryption</c>.</param>
    public async Task ShouldBe(string key, string names)
    {
        using var openSsl = await OpenSsl.For(server);
        await File.WriteAllTextAsync(openSsl.File("leaf.pem"), pem);
        await File.WriteAllTextAsync(openSsl.File("chain.pem"), chain);

        var verified = await Tool.Run(
            "openssl", ["verify", "-x509_strict", "-CAfile", server.RootFile, "-untrusted", openSsl.File("chain.pem"), openSsl.File("leaf.pem")]);
        var text = await Tool.Run("openssl", ["x509", "-in", openSsl.File("leaf.pem"), "-noout", "-text"]);

        verified.ExitCode.ShouldBe(0, verified.All);
        text.Output.ShouldContain($"Public Key Algorithm: {key}");
        var lines = text.Output.Split('\n').Select(static line => line.Trim()).ToList();
        lines[lines.FindIndex(static line => line.StartsWith("X509v3 Subject Alternative Name", StringComparison.Ordinal)) + 1].ShouldBe(names);
    }

    public async Task ShouldBeRevoked() => (await Status()).ShouldContain(": revoked");

    public async Task ShouldBeGood() => (await Status()).ShouldContain(": good");

    private async Task<string> Status()
    {
        using var openSsl = await OpenSsl.For(server);
        string[] question =
        [
            "ocsp", "-issuer", openSsl.File("issuing.pem"), "-serial", $"0x{Serial}", "-url", $"{server.HttpUrl}/ocsp",
            "-CAfile", server.RootFile, "-verify_other", openSsl.File("issuing.pem"), "-no_nonce",
        ];

        // A server that is busy asks to come again.
        var answer = await Eventually.Get(() => Tool.Run("openssl", question), static result => !result.All.Contains("trylater", StringComparison.Ordinal));
        answer.All.ShouldContain("Response verify OK");
        return answer.Output;
    }
}
