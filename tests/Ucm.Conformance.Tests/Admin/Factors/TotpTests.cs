using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Admin.Factors;

/// <summary>Codes of an app and recovery codes over HTTPS; oathtool makes the codes.</summary>
[Trait("needs", "server")]
public sealed class TotpTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    [Fact]
    public async Task Totp_FromEnrolmentToRecovery_WorksAndLeavesNoSecretBehind()
    {
        using var rest = await RestClient.SignIn(server);
        var (_, begun) = await rest.Http.Send(HttpMethod.Post, "/api/me/totp");
        var (secret, codes) = await rest.Http.EnrolTotp();
        using var stranger = server.CreateClient();

        ((string)begun["uri"]!).ShouldStartWith("otpauth://totp/");
        ((string)begun["qr_svg"]!).ShouldStartWith("<svg");
        codes.Length.ShouldBe(10);

        var (status, needed) = await stranger.Login(StandaloneServer.AdminPassword);
        status.ShouldBe(401);
        ((string)needed["code"]!).ShouldBe("second_factor_required");
        needed["methods"]!.AsArray().Select(static method => (string)method!).ShouldBe(["totp", "recovery_code"]);
        var ticket = (string)needed["ticket"]!;

        (await stranger.SecondFactor(new { ticket, totp = "000000" })).Status.ShouldBe(401);
        (await stranger.SecondFactor(new { ticket })).Status.ShouldBe(400);
        var next = await OathTool.Code(secret, steps: 1);
        var (passed, tokens) = await stranger.SecondFactor(new { ticket, totp = next });
        passed.ShouldBe(200, tokens.ToJsonString());
        (await stranger.SecondFactor(new { ticket, totp = next })).Status.ShouldBe(401);

        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens["access_token"]!);
        var (_, totp) = await stranger.Send(HttpMethod.Get, "/api/me/totp");
        ((bool)totp["enabled"]!).ShouldBeTrue();

        var (_, again) = await stranger.Login(StandaloneServer.AdminPassword);
        (await stranger.SecondFactor(new { ticket = (string)again["ticket"]!, totp = next })).Status.ShouldBe(401);
        (await stranger.SecondFactor(new { ticket = (string)again["ticket"]!, recovery_code = codes[3] })).Status.ShouldBe(200);

        (await rest.Http.Send(HttpMethod.Delete, "/api/me/totp", new { })).Status.ShouldBe(400);
        (await rest.Http.Send(HttpMethod.Delete, "/api/me/totp", new { password = StandaloneServer.AdminPassword })).Status.ShouldBe(200);
        (await stranger.Login(StandaloneServer.AdminPassword)).Status.ShouldBe(200);
        ShouldBeNowhere([secret, ticket, .. codes]);
    }

    private void ShouldBeNowhere(string[] secrets)
    {
        // The lock file is empty, and nobody else may open it.
        var files = Directory.EnumerateFiles(server.DataDirectory, "*", SearchOption.AllDirectories)
            .Where(static path => Path.GetFileName(path) != "lock").Select(Read)
            .Append(string.Join('\n', server.Output)).ToList();
        foreach (var secret in secrets)
        {
            files.ShouldAllBe(text => !text.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    private static string Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
