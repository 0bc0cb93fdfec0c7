using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Inbox;

/// <summary>Requests over REST: submitted at one entry by somebody who may not issue, decided at the other.</summary>
public abstract class InboxRows
{
    private const string Password = "three purple submarines";
    private readonly string name = $"u{Guid.NewGuid():n}"[..16];

    /// <summary>An entry that nobody has signed in at.</summary>
    private protected abstract HttpClient Open(int entry);

    private protected abstract string AdminPassword { get; }

    [Fact]
    public async Task Request_ApprovedAtTwoEntriesAtOnce_IsOneCertificateForItsKey()
    {
        using var here = await RestClient.SignIn(Open(0), AdminPassword);
        using var there = await RestClient.SignIn(Open(1), AdminPassword);
        using var ann = await Requester(here);
        var csr = RestClient.Csr("shop.example.com");
        var submitted = await Submit(ann, csr);
        var id = (string)submitted.Body["id"]!;

        var seen = await there.Get($"/api/requests/{id}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(turn =>
            (turn % 2 == 0 ? here : there).Send(HttpMethod.Post, $"/api/requests/{id}/approve", "{}")));

        submitted.Status.ShouldBe(201, submitted.Body.ToJsonString());
        ((string)submitted.Body["state"]!).ShouldBe("pending");
        ((string)seen.Body["preview"]!["names"]![0]!).ShouldBe("dns:shop.example.com");
        seen.Body["findings"].ShouldNotBeNull();
        answers.ShouldAllBe(static answer => answer.Status == 200);
        var certificate = answers.Select(static answer => (string)answer.Body["certificate"]!).Distinct().ShouldHaveSingleItem();
        var listed = (await here.Get($"/api/certificates?requester=user:{name}")).Body["items"]!.AsArray();
        listed.ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(certificate);
        var read = await ann.Get($"/api/requests/{id}");
        ((string)read.Body["state"]!).ShouldBe("issued");
        var pem = (string)(await here.Get($"/api/certificates/{certificate}")).Body["certificate"]!;
        (await KeyOf("x509", pem)).ShouldBe(await KeyOf("req", csr));
    }

    [Fact]
    public async Task Request_OfSomebodyWhoMayNotIssue_CannotBeDecidedByHim()
    {
        using var admin = await RestClient.SignIn(Open(0), AdminPassword);
        using var ann = await Requester(admin);
        var id = (string)(await Submit(ann, RestClient.Csr("a.example.com"))).Body["id"]!;

        (await ann.Send(HttpMethod.Post, $"/api/requests/{id}/approve", "{}")).Status.ShouldBe(403);
        (await ann.Issue(new { profile = "tls-server", csr = RestClient.Csr("a.example.com") })).Status.ShouldBe(403);
        (await ann.Get("/api/requests")).Body["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!.ToString().ShouldBe(id);
        (await ann.Send(HttpMethod.Post, $"/api/requests/{id}/cancel")).Status.ShouldBe(200);
        (await admin.Send(HttpMethod.Post, $"/api/requests/{id}/approve", "{}")).Status.ShouldBe(409);
        (await admin.Get($"/api/requests?requester={name}&state=cancelled")).Body["items"]!.AsArray().Count.ShouldBe(1);
        (await admin.Get($"/api/requests?requester={name}&state=pending")).Body["items"]!.AsArray().Count.ShouldBe(0);
    }

    [Fact]
    public async Task Request_Rejected_TellsTheRequesterWhy()
    {
        using var admin = await RestClient.SignIn(Open(1), AdminPassword);
        using var ann = await Requester(admin);
        var id = (string)(await Submit(ann, RestClient.Csr("a.example.com"))).Body["id"]!;

        var without = await admin.Send(HttpMethod.Post, $"/api/requests/{id}/reject", "{}");
        var rejected = await admin.Send(HttpMethod.Post, $"/api/requests/{id}/reject", """{"reason":"Not our domain."}""");

        without.Status.ShouldBe(400);
        without.Body["errors"]![0]!["pointer"]!.ToString().ShouldBe("/reason");
        rejected.Status.ShouldBe(200, rejected.Body.ToJsonString());
        ((string)(await ann.Get($"/api/requests/{id}")).Body["reason"]!).ShouldBe("Not our domain.");
    }

    [Fact]
    public async Task Request_Faulty_IsRefusedAndNotKept()
    {
        using var admin = await RestClient.SignIn(Open(0), AdminPassword);
        using var ann = await Requester(admin);
        var csr = RestClient.Csr("a.example.com");

        (await Submit(ann, "no request")).Status.ShouldBe(422);
        (await Submit(ann, csr, "\"colour\":\"red\"")).Status.ShouldBe(400);
        (await Submit(ann, csr, "\"profile\":\"tls-client\"")).Status.ShouldBe(403);
        (await Submit(ann, csr, "\"names\":[\"bad name\"]")).Status.ShouldBe(422);
        (await ann.Send(HttpMethod.Post, "/api/requests", """{"profile":"tls-server"}""")).Status.ShouldBe(400);
        (await ann.Get("/api/requests/nonsense")).Status.ShouldBe(404);
        (await ann.Get("/api/requests?state=open")).Status.ShouldBe(400);
        (await ann.Get("/api/requests")).Body["items"]!.AsArray().Count.ShouldBe(0);
    }

    /// <summary>The public key as openssl reads it.</summary>
    private static async Task<string> KeyOf(string kind, string pem)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, pem);
            var read = await Tool.Run("openssl", [kind, "-in", file, "-noout", "-pubkey"]);
            read.ExitCode.ShouldBe(0, read.All);
            return read.Output;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Task<(int Status, JsonNode Body)> Submit(RestClient user, string csr, string? more = null) =>
        user.Send(HttpMethod.Post, "/api/requests", $$"""{"csr":{{JsonValue.Create(csr).ToJsonString()}}{{(more is null ? string.Empty : "," + more)}}}""");

    /// <summary>A user who may submit requests and nothing else.</summary>
    private async Task<RestClient> Requester(RestClient admin)
    {
        var role = await admin.Send(
            HttpMethod.Post, "/api/roles", $$"""{"name":"{{name}}","grants":[{"permission":"requests:submit","profiles":["tls-server"]}]}""");
        role.Status.ShouldBe(201, role.Body.ToJsonString());
        var user = await admin.Send(
            HttpMethod.Post, "/api/users", $$"""{"username":"{{name}}","roles":["{{name}}"],"password":"{{Password}}","must_change_password":false}""");
        user.Status.ShouldBe(201, user.Body.ToJsonString());
        return await Eventually.Get(() => RestClient.SignIn(Open(0), Password, name), static client => client.IsSignedIn, TimeSpan.FromSeconds(10));
    }
}
