using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Jobs;

/// <summary>Bulk work over REST: made at one entry, watched at the other.</summary>
public abstract class JobRows
{
    private readonly string name = $"{Guid.NewGuid():n}.example.com";

    /// <summary>An entry that nobody has signed in at.</summary>
    private protected abstract HttpClient Open(int entry);

    private protected abstract string AdminPassword { get; }

    [Fact]
    public async Task Revoke_OfAFilter_IsDoneAtBothEntriesAndTellsEach()
    {
        using var here = await RestClient.SignIn(Open(0), AdminPassword);
        using var there = await RestClient.SignIn(Open(1), AdminPassword);
        var ids = await Issue(here, 3);
        var body = $$"""{"kind":"revoke","reason":"superseded","filter":{"san":"dns:{{name}}","status":"valid"} }""";

        var made = await here.Send(HttpMethod.Post, "/api/jobs", body);
        var id = (string)made.Body["id"]!;
        var done = await Ended(there, id);

        made.Status.ShouldBe(202, made.Body.ToJsonString());
        (done["total"]!.GetValue<long>(), done["done"]!.GetValue<long>(), done["failed"]!.GetValue<long>()).ShouldBe((3L, 3L, 0L));
        var lines = await Result(there, id);
        lines.Select(static line => (string)line["id"]!).ShouldBe(ids, ignoreOrder: true);
        lines.ShouldAllBe(static line => (string)line["outcome"]! == "revoked");
        ((string)(await there.Get($"/api/certificates/{ids[0]}")).Body["status"]!).ShouldBe("revoked");
        (await there.Get("/api/jobs?kind=revoke&state=done")).Body["items"]!.AsArray().ShouldContain(job => (string)job!["id"]! == id);
        (await here.Send(HttpMethod.Post, $"/api/jobs/{id}/cancel")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task Export_OfIds_GivesPemThatOpensslReads()
    {
        using var admin = await RestClient.SignIn(Open(0), AdminPassword);
        var ids = await Issue(admin, 2);

        var made = await admin.Send(HttpMethod.Post, "/api/jobs", $$"""{"kind":"export","ids":["{{ids[0]}}","{{ids[1]}}"]}""");
        var id = (string)made.Body["id"]!;
        await Ended(admin, id);

        foreach (var line in await Result(admin, id))
        {
            var file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, (string)line["certificate"]!, TestContext.Current.CancellationToken);
            var read = await Tool.Run("openssl", ["x509", "-in", file, "-noout", "-subject"]);
            File.Delete(file);
            read.Output.ShouldContain(name);
        }
    }

    [Theory]
    [InlineData("""{"kind":"paint","ids":["issuing.01"]}""", "/kind")]
    [InlineData("""{"kind":"revoke"}""", "/filter")]
    [InlineData("""{"kind":"revoke","ids":["issuing.01"],"filter":{}}""", "/filter")]
    [InlineData("""{"kind":"revoke","ids":["nonsense"]}""", "/ids/0")]
    [InlineData("""{"kind":"revoke","ids":[]}""", "/ids")]
    [InlineData("""{"kind":"revoke","filter":{"colour":"red"}}""", "/filter/colour")]
    [InlineData("""{"kind":"revoke","filter":{"status":"green"}}""", "/filter/status")]
    [InlineData("""{"kind":"revoke","filter":{"limit":"5"}}""", "/filter/limit")]
    [InlineData("""{"kind":"revoke","ids":["issuing.01"],"reason":"boredom"}""", "/reason")]
    [InlineData("""{"kind":"export","ids":["issuing.01"],"reason":"superseded"}""", "/reason")]
    public async Task Job_Faulty_NamesTheField(string body, string pointer)
    {
        using var admin = await RestClient.SignIn(Open(0), AdminPassword);

        var refused = await admin.Send(HttpMethod.Post, "/api/jobs", body);

        refused.Status.ShouldBe(400, refused.Body.ToJsonString());
        refused.Body["errors"]![0]!["pointer"]!.ToString().ShouldBe(pointer);
    }

    private async Task<string[]> Issue(RestClient client, int count)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            (ids[i], _, _) = await client.IssueFor(name);
        }

        return ids;
    }

    private static async Task<JsonNode> Ended(RestClient client, string id)
    {
        var ended = await Eventually.Get(() => client.Get($"/api/jobs/{id}"), static job => (string?)job.Body["state"] is "done" or "failed");
        ((string)ended.Body["state"]!).ShouldBe("done", ended.Body.ToJsonString());
        return ended.Body;
    }

    private static async Task<List<JsonNode>> Result(RestClient client, string id) =>
        [.. (await client.Http.GetStringAsync($"/api/jobs/{id}/result"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!)];
}
