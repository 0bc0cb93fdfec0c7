using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Shouldly;
using Ucm.Frontend.Admin.Api;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>A null where a value is required is a mistake of the caller's that names the member: in every body of every route, never a fault of ours.</summary>
public sealed class NullMemberTests : IAsyncLifetime
{
    private readonly ApiHost _host = new();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task EveryBody_NullInARequiredMember_IsRefusedByName()
    {
        var asked = 0;
        foreach (var (method, path, body) in Bodies())
        {
            foreach (var member in Members(body).Where(static member => !member.IsSetNullable))
            {
                var content = Sample(body);
                content[member.Name] = null;

                var (status, detail) = await Send(method, path, content.ToJsonString());

                status.ShouldBe(HttpStatusCode.BadRequest, $"{method} {path} {content.ToJsonString()}: {detail}");
                detail.ShouldContain(member.Name, Case.Sensitive, $"{method} {path}");
                asked++;
            }
        }

        asked.ShouldBeGreaterThan(12);
    }

    [Fact]
    public async Task EveryBody_NullAsAWholeOrInAnArray_IsRefused()
    {
        foreach (var (method, path, body) in Bodies())
        {
            (await Send(method, path, "null")).Status.ShouldBe(HttpStatusCode.BadRequest, $"{method} {path}");

            foreach (var member in Members(body).Where(static member => member.PropertyType.IsArray && member.PropertyType != typeof(byte[])))
            {
                var content = WithRequest(Sample(body), body);
                content[member.Name] = new JsonArray((JsonNode?)null);

                var (status, detail) = await Send(method, path, content.ToJsonString());

                status.ShouldBe(HttpStatusCode.BadRequest, $"{method} {path} {content.ToJsonString()}: {detail}");
                detail.ShouldContain(member.Name, Case.Sensitive, $"{method} {path}");
            }
        }
    }

    /// <summary>Of each route with a body that generated code reads. The bodies of administrators' objects are the silo's to judge (JsonShape).</summary>
    private IEnumerable<(string Method, string Path, Type Body)> Bodies()
    {
        var routes = _host.Endpoints.OfType<RouteEndpoint>();
        return
            from route in routes
            let body = route.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType
            where body is not null && ApiJson.Default.GetTypeInfo(body) is not null
            from method in route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
            select (method, Path(route.RoutePattern), body);
    }

    private static IEnumerable<JsonPropertyInfo> Members(Type body) =>
        ApiJson.Default.GetTypeInfo(body)!.Properties.Where(static member => member.Set is not null);

    /// <summary>Every required member with a value of its kind.</summary>
    private static JsonObject Sample(Type body)
    {
        var sample = new JsonObject();
        foreach (var member in Members(body).Where(static member => member.IsRequired))
        {
            sample[member.Name] = member.PropertyType switch
            {
                { IsArray: true } array when array != typeof(byte[]) => new JsonArray(),
                var type when type == typeof(bool) => true,
                var type when type == typeof(long) || type == typeof(int) => 1,
                _ => "QUJD",
            };
        }

        return sample;
    }

    /// <summary>Else it is the missing request that is refused.</summary>
    private static JsonObject WithRequest(JsonObject content, Type body)
    {
        if (Members(body).Any(static member => member.Name == "csr"))
        {
            content["csr"] = "MAA=";
        }

        return content;
    }

    private static string Path(RoutePattern pattern)
    {
        var path = string.Empty;
        foreach (var segment in pattern.PathSegments)
        {
            var id = path.EndsWith("/certificates", StringComparison.Ordinal) ? "issuing.01" : "issuing";
            path += "/" + string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : id));
        }

        return path;
    }

    private async Task<(HttpStatusCode Status, string Detail)> Send(string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var answer = await _host.Client.SendAsync(request, None);
        var text = await answer.Content.ReadAsStringAsync(None);
        return (answer.StatusCode, text.Length == 0 ? string.Empty : JsonElement.Parse(text).GetProperty("detail").GetString() ?? string.Empty);
    }
}
