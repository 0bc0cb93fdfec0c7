using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Ucm.Conformance.Tests.Admin.Factors;

/// <summary>Second factors over REST, as an outsider writes it.</summary>
internal static class FactorRest
{
    public static async Task<(int Status, JsonNode Body)> Send(this HttpClient http, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    /// <summary>Signs in with the password, and answers as the server did.</summary>
    public static Task<(int Status, JsonNode Body)> Login(this HttpClient http, string password) =>
        http.Send(HttpMethod.Post, "/api/auth/login", new { username = "admin", password });

    public static Task<(int Status, JsonNode Body)> SecondFactor(this HttpClient http, object body) =>
        http.Send(HttpMethod.Post, "/api/auth/login/second-factor", body);

    /// <summary>Turns codes on for whoever is signed in.</summary>
    public static async Task<(string Secret, string[] Codes)> EnrolTotp(this HttpClient http)
    {
        var (status, begun) = await http.Send(HttpMethod.Post, "/api/me/totp");
        Assert.True(status == 200, begun.ToJsonString());
        var secret = (string)begun["secret"]!;
        var (confirmed, codes) = await http.Send(HttpMethod.Post, "/api/me/totp/confirm", new { code = await OathTool.Code(secret) });
        Assert.True(confirmed == 200, codes.ToJsonString());
        return (secret, [.. codes["recovery_codes"]!.AsArray().Select(static code => (string)code!)]);
    }

    /// <summary>Removes every factor of whoever is signed in.</summary>
    public static async Task RemoveFactors(this HttpClient http, string password)
    {
        await http.Send(HttpMethod.Delete, "/api/me/totp", new { password });
        var (_, passkeys) = await http.Send(HttpMethod.Get, "/api/me/passkeys");
        foreach (var passkey in passkeys["items"]!.AsArray())
        {
            await http.Send(HttpMethod.Delete, $"/api/me/passkeys/{(string)passkey!["id"]!}", new { password });
        }
    }
}
