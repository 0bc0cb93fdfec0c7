using Microsoft.OpenApi;

namespace Ucm.Frontend.Admin.Api.Queries;

/// <summary>The parameters that an endpoint knows; one without this metadata knows none.</summary>
internal sealed record QueryParameters(params QueryParameter[] All)
{
    public IList<IOpenApiParameter> Describe() =>
    [
        .. All.Select(static known => new OpenApiParameter
        {
            Name = known.Name,
            In = ParameterLocation.Query,
            Description = known.Description,
            Schema = known.Schema,
        }),
    ];
}
