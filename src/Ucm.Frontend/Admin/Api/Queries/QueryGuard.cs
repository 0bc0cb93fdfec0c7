using Ucm.Frontend.Configuration;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Queries;

/// <summary>
/// Checks the query of every request under <c>/api</c> before the endpoint sees it. What is unknown, repeated or of the wrong kind is refused by
/// name: ignored, it would give another answer than was asked for. An empty value is as none.
/// </summary>
internal static class QueryGuard
{
    private const int MaxEcho = 40;

    public static RouteGroupBuilder CheckQueries(this RouteGroupBuilder api) => api.AddEndpointFilter(Check);

    /// <summary>The endpoint knows these parameters and no others.</summary>
    public static RouteHandlerBuilder Queries(this RouteHandlerBuilder endpoint, params QueryParameter[] parameters) =>
        endpoint.WithMetadata(new QueryParameters(parameters));

    private static ValueTask<object?> Check(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var known = context.GetEndpoint()?.Metadata.GetMetadata<QueryParameters>()?.All ?? [];
        return FindFault(context.Request.Query, known) is { } fault
            ? ValueTask.FromResult<object?>(new Refusal(RefusalCode.Malformed, fault).ToProblem())
            : next(invocation);
    }

    private static string? FindFault(IQueryCollection query, QueryParameter[] known)
    {
        foreach (var (name, values) in query)
        {
            if (Array.Find(known, parameter => parameter.Name == name) is not { } parameter)
            {
                return Unknown(name, known);
            }

            if (values.Count > 1)
            {
                return $"The parameter '{name}' is given {values.Count} times; once is enough.";
            }

            var value = values.ToString();
            if (value.Length > 0 && !parameter.Accepts(value))
            {
                return $"The parameter '{name}' must be {parameter.Wanted}, not '{Echo(value)}'.";
            }
        }

        return null;
    }

    private static string Unknown(string name, QueryParameter[] known)
    {
        if (known.Length == 0)
        {
            return $"Unknown parameter '{Echo(name)}': nothing is asked for in the query here.";
        }

        var nearest = known.MinBy(parameter => EditDistance.Between(parameter.Name, Echo(name).ToLowerInvariant()))!.Name;
        return $"Unknown parameter '{Echo(name)}'; did you mean '{nearest}'? Known are {string.Join(", ", known.Select(static parameter => parameter.Name))}.";
    }

    private static string Echo(string text) => text.Length <= MaxEcho ? text : string.Concat(text.AsSpan(0, MaxEcho), "…");
}
