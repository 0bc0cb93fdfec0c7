using Microsoft.AspNetCore.Mvc;

namespace Ucm.Frontend.Admin.Api;

/// <summary>What each endpoint takes, gives and refuses, said once for routing and for the OpenAPI document.</summary>
internal static class EndpointDescriptions
{
    private const string Json = "application/json";

    public static RouteHandlerBuilder Named(this RouteHandlerBuilder endpoint, string id, string summary, string description) =>
        endpoint.WithName(id).WithSummary(summary).WithDescription(description);

    /// <summary>A JSON body of at most so many octets.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, int maxOctets, bool optional = false)
        where T : notnull => endpoint.Accepts<T>(optional, Json).WithMetadata(new RequestSizeLimitAttribute(maxOctets));

    public static RouteHandlerBuilder Gives<T>(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) =>
        endpoint.Produces<T>(status, Json);

    public static RouteHandlerBuilder GivesNothing(this RouteHandlerBuilder endpoint) => endpoint.Produces(StatusCodes.Status204NoContent);

    /// <summary>Needs an access token and the policy, so it may also answer 401 and 403.</summary>
    public static RouteHandlerBuilder Signed(this RouteHandlerBuilder endpoint, string policy) =>
        endpoint.RequireAuthorization(policy)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

    /// <summary>The statuses of its refusals; 429, 500 and 503 are always possible.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        if (!statuses.Contains(StatusCodes.Status429TooManyRequests))
        {
            endpoint.ProducesProblem(StatusCodes.Status429TooManyRequests);
        }

        foreach (var status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint.ProducesProblem(StatusCodes.Status500InternalServerError).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }
}
