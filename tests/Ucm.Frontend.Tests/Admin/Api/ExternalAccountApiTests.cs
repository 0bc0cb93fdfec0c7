using System.Net;
using System.Text;
using System.Text.Json;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>External account keys over REST.</summary>
public sealed class ExternalAccountApiTests : IAsyncDisposable
{
    private const string Path = "/api/acme/external-accounts";
    private const string Kid = "00112233445566778899aabbccddeeff";
    private const string Body = """{"name":"web fleet","server":"default","maximum_accounts":3}""";

    private readonly ApiHost host = new();
    private readonly IExternalAccountKeyGrain key = Substitute.For<IExternalAccountKeyGrain>();
    private readonly IExternalAccountCatalogGrain catalog = Substitute.For<IExternalAccountCatalogGrain>();
    private readonly List<string> kids = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ExternalAccountKey Known => new(
        Kid, 2, ExternalAccountKeyStatus.Enabled, Body, 1,
        DateTimeOffset.UnixEpoch, "user:ann", DateTimeOffset.UnixEpoch, "user:ann", DateTimeOffset.UnixEpoch);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Post_ANewKey_TellsKidAndSecretOfTheContract()
    {
        await Start();
        byte[] secret = [.. Enumerable.Range(0, 32).Select(static octet => (byte)(octet + 0xf0))];
        Creates(new ExternalAccountKeyWithSecret(Known, [.. secret]));

        using var answer = await Send(HttpMethod.Post, Path, Body);

        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        var json = await Json(answer);
        json.GetProperty("kid").GetString().ShouldBe(Kid);
        json.GetProperty("algorithm").GetString().ShouldBe("HS256");
        json.GetProperty("hmac_key").GetString().ShouldBe("8PHy8_T19vf4-fr7_P3-_wABAgMEBQYHCAkKCwwNDg8");
        json.GetProperty("name").GetString().ShouldBe("web fleet");
        json.GetProperty("status").GetString().ShouldBe("enabled");
        json.GetProperty("accounts").GetInt32().ShouldBe(1);
        answer.Headers.Location!.ToString().ShouldStartWith(Path + "/");
        answer.Headers.ETag!.Tag.ShouldBe("\"2\"");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        await key.Received(1).Create(
            Arg.Is<CreateExternalAccountKeyCommand>(static command => command.Content == Body && command.Caller.Name == "ann"),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Post_TheSameIdempotencyKey_IsTheSameKidAndAnotherIsNot()
    {
        await Start();
        Creates(new ExternalAccountKeyWithSecret(Known, []));

        using var first = await Send(HttpMethod.Post, Path, Body, "Idempotency-Key", "one");
        using var again = await Send(HttpMethod.Post, Path, Body, "Idempotency-Key", "one");
        using var other = await Send(HttpMethod.Post, Path, Body, "Idempotency-Key", "two");
        using var none = await Send(HttpMethod.Post, Path, Body);
        using var noneAgain = await Send(HttpMethod.Post, Path, Body);

        kids.Count.ShouldBe(5);
        kids[1].ShouldBe(kids[0]);
        kids.Distinct().Count().ShouldBe(4);
        kids.ShouldAllBe(static name => name.Length == "acme-eab:".Length + 32);
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await Json(again)).TryGetProperty("hmac_key", out _).ShouldBeFalse();
        (await Json(again)).GetProperty("note").GetString()!.ShouldContain("rotate");
    }

    [Fact]
    public async Task Post_WithFaultyFields_NamesEachByItsPointer()
    {
        await Start();
        Creates(new Refusal(RefusalCode.Malformed, "No.") { Parts = [new NamedRefusal("/identifiers", RefusalCode.Malformed, "Is needed.")] });

        using var answer = await Send(HttpMethod.Post, Path, Body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var error = (await Json(answer)).GetProperty("errors")[0];
        error.GetProperty("pointer").GetString().ShouldBe("/identifiers");
        error.GetProperty("detail").GetString().ShouldBe("Is needed.");
    }

    [Theory]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("""{"name":"a","name":"b"}""", HttpStatusCode.BadRequest)]
    public async Task Post_OfNoJsonObject_IsRefusedBeforeAnyGrain(string body, HttpStatusCode status)
    {
        await Start();

        using var answer = await Send(HttpMethod.Post, Path, body);

        answer.StatusCode.ShouldBe(status);
        await key.DidNotReceive().Create(Arg.Any<CreateExternalAccountKeyCommand>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Get_AKey_HasNoSecret()
    {
        await Start();
        key.Get(Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns((Outcome<ExternalAccountKey>)Known);

        using var answer = await Send(HttpMethod.Get, $"{Path}/{Kid}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var json = await Json(answer);
        json.TryGetProperty("hmac_key", out _).ShouldBeFalse();
        json.GetProperty("maximum_accounts").GetInt32().ShouldBe(3);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("00112233445566778899AABBCCDDEEFF")]
    public async Task Get_OfATextThatIsNoKid_IsNotFound(string kid)
    {
        await Start();

        using var answer = await Send(HttpMethod.Get, $"{Path}/{kid}");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        kids.ShouldBeEmpty();
    }

    [Fact]
    public async Task Patch_AnAnswerSentBackWithIfMatch_HandsOnTheRulesAlone()
    {
        await Start();
        key.Get(Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns((Outcome<ExternalAccountKey>)Known);
        key.Change(Arg.Any<ChangeExternalAccountKeyCommand>(), Arg.Any<CancellationToken>()).Returns((Outcome<ExternalAccountKey>)Known);
        using var read = await Send(HttpMethod.Get, $"{Path}/{Kid}");

        using var answer = await Send(HttpMethod.Patch, $"{Path}/{Kid}", await read.Content.ReadAsStringAsync(Token), "If-Match", "\"2\"");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await key.Received(1).Change(
            Arg.Is<ChangeExternalAccountKeyCommand>(static command => command.Content == Body && command.ExpectedVersion == 2),
            Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Rotate_AKey_TellsTheNewSecret()
    {
        await Start();
        key.Rotate(Arg.Any<RotateExternalAccountKeyCommand>(), Arg.Any<CancellationToken>())
            .Returns((Outcome<ExternalAccountKeyWithSecret>)new ExternalAccountKeyWithSecret(Known, [.. new byte[32]]));

        using var answer = await Send(HttpMethod.Post, $"{Path}/{Kid}/rotate");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Json(answer)).GetProperty("hmac_key").GetString()!.Length.ShouldBe(43);
    }

    [Theory]
    [InlineData("enable", ExternalAccountKeyStatus.Enabled)]
    [InlineData("disable", ExternalAccountKeyStatus.Disabled)]
    public async Task EnableAndDisable_SetTheStatus(string verb, ExternalAccountKeyStatus status)
    {
        await Start();
        key.SetStatus(Arg.Any<SetExternalAccountKeyStatusCommand>(), Arg.Any<CancellationToken>()).Returns((Outcome<ExternalAccountKey>)Known);

        using var answer = await Send(HttpMethod.Post, $"{Path}/{Kid}/{verb}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await key.Received(1).SetStatus(Arg.Is<SetExternalAccountKeyStatusCommand>(command => command.Status == status), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task List_WithFilters_HandsThemOn()
    {
        await Start();
        catalog.List(Arg.Any<ListExternalAccountKeysQuery>(), Arg.Any<CancellationToken>())
            .Returns((Outcome<ExternalAccountKeyPage>)new ExternalAccountKeyPage([Known], Kid));

        using var answer = await Send(HttpMethod.Get, $"{Path}?server=default&status=disabled&q=fleet&limit=7&cursor={Kid}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var json = await Json(answer);
        json.GetProperty("items")[0].GetProperty("kid").GetString().ShouldBe(Kid);
        json.GetProperty("next").GetString().ShouldBe(Kid);
        await catalog.Received(1).List(
            Arg.Is<ListExternalAccountKeysQuery>(static query => query.Server == "default" && query.Status == ExternalAccountKeyStatus.Disabled
                && query.Text == "fleet" && query.Take == 7 && query.Cursor == Kid),
            Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("?status=gone")]
    [InlineData("?cursor=x")]
    [InlineData("?limit=0")]
    [InlineData("?servers=default")]
    public async Task List_WithOtherParameters_IsRefused(string query)
    {
        await Start();

        using var answer = await Send(HttpMethod.Get, Path + query);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Routes_OfAReader_ReadOnly()
    {
        await Start();
        host.Live(Permission.AcmeRead);
        catalog.List(Arg.Any<ListExternalAccountKeysQuery>(), Arg.Any<CancellationToken>())
            .Returns((Outcome<ExternalAccountKeyPage>)new ExternalAccountKeyPage([], null));

        using var list = await Send(HttpMethod.Get, Path);
        using var create = await Send(HttpMethod.Post, Path, Body);
        using var rotate = await Send(HttpMethod.Post, $"{Path}/{Kid}/rotate");
        using var change = await Send(HttpMethod.Patch, $"{Path}/{Kid}", "{}");

        list.StatusCode.ShouldBe(HttpStatusCode.OK);
        new[] { create, rotate, change }.ShouldAllBe(static answer => answer.StatusCode == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Document_Describes_TheSecretOfTheFirstAnswer()
    {
        await Start();

        using var document = await Send(HttpMethod.Get, "/openapi/v1.json");

        var json = await Json(document);
        json.GetProperty("paths").GetProperty(Path).GetProperty("post").GetProperty("operationId").GetString().ShouldBe("createExternalAccount");
        json.GetProperty("paths").GetProperty($"{Path}/{{kid}}").TryGetProperty("patch", out _).ShouldBeTrue();
        json.GetProperty("components").GetProperty("schemas").GetProperty("ExternalAccountSecretAnswer")
            .GetProperty("properties").TryGetProperty("hmac_key", out _).ShouldBeTrue();
    }

    private static async Task<JsonElement> Json(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token)).RootElement;

    private void Creates(Outcome<ExternalAccountKeyWithSecret> outcome) =>
        key.Create(Arg.Any<CreateExternalAccountKeyCommand>(), Arg.Any<CancellationToken>()).Returns(outcome);

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? body = null, string? header = null, string? value = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return await host.Client.SendAsync(request, Token);
    }

    private async Task Start()
    {
        await host.InitializeAsync();
        host.Grains.GetGrain<IExternalAccountKeyGrain>(Arg.Do<string>(kids.Add), null).Returns(key);
        host.Grains.GetGrain<IExternalAccountCatalogGrain>(0, null).Returns(catalog);
    }
}
