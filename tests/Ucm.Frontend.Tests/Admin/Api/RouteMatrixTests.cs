using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Shouldly;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>What each route of REST asks of its caller. A route that is not in the table, or asks for something else, fails: nobody adds one without a decision.</summary>
public sealed class RouteMatrixTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Open = "nothing";

    [Fact]
    public void Routes_OfRest_AskForWhatTheTableSays()
    {
        var asked = host.Endpoints.OfType<RouteEndpoint>()
            .Where(static route => route.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal))
            .SelectMany(static route => Methods(route).Select(method => $"{method} /{route.RoutePattern.RawText!.Trim('/')}: {Policy(route)}"))
            .Order(StringComparer.Ordinal);

        asked.ShouldBe(Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static IReadOnlyList<string> Methods(RouteEndpoint route) => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"];

    private static string Policy(RouteEndpoint route) =>
        route.Metadata.GetOrderedMetadata<IAuthorizeData>() is { Count: > 0 } rules ? string.Join(" and ", rules.Select(static rule => rule.Policy)) : Open;

    private const string Table = """
        TABLE
        """;
}
