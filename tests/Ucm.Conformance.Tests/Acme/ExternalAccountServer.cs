using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>A server of its own with an ACME server <c>fleet</c> that demands external accounts, made over REST as an administrator does.</summary>
public sealed class ExternalAccountServer : IAsyncLifetime
{
    private RestClient? rest;

    public StandaloneServer Server { get; } = new();

    public string Directory => $"{Server.HttpsUrl}/acme/fleet/directory";

    public async ValueTask InitializeAsync()
    {
        await Server.Start();
        rest = await RestClient.SignIn(Server);
        (await Post("/api/acme/servers", new { name = "fleet", authority = "issuing", external_account = "required" })).Status.ShouldBe(201);
    }

    /// <summary>Kid and secret of a new key; <paramref name="rules"/> are merged into its document.</summary>
    public async Task<(string Kid, string Secret)> NewKey(object? rules = null)
    {
        var document = new JsonObject { ["name"] = "test", ["server"] = "fleet" };
        foreach (var (name, value) in JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(rules ?? new { }))!.AsObject())
        {
            document[name] = value?.DeepClone();
        }

        var (status, body) = await Post("/api/acme/external-accounts", document);
        status.ShouldBe(201, body.ToJsonString());
        return ((string)body["kid"]!, (string)body["hmac_key"]!);
    }

    /// <summary>A key for names below fleet.example.com, which need no challenge.</summary>
    public Task<(string Kid, string Secret)> NewPrevalidatedKey() =>
        NewKey(new { prevalidated = true, identifiers = new { dns_suffixes = new[] { "fleet.example.com" } } });

    public Task<(int Status, JsonNode Body)> Get(string path) => rest!.Get(path);

    public async Task<(int Status, JsonNode Body)> Post(string path, object? body = null)
    {
        using var answer = await rest!.Http.PostAsJsonAsync(path, body ?? new { });
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }

    public ValueTask DisposeAsync()
    {
        rest?.Dispose();
        return Server.DisposeAsync();
    }
}
