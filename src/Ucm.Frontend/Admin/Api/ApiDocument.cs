using System.Numerics;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Ucm.Frontend.Admin.Api.Queries;

namespace Ucm.Frontend.Admin.Api;

/// <summary>The OpenAPI document of REST: title, the bearer scheme, who needs it, and the headers that requests and refusals carry.</summary>
internal static class ApiDocument
{
    private const string Scheme = "bearer";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = static description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "UltimateCA",
                Version = "v1",
                Description = "Certificates, authorities, profiles and audit. Refusals are problem details (RFC 9457) with a stable code; lists are paged by cursor.",
            };
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Scheme,
                BearerFormat = "JWT",
                Description = "The access token of POST /api/auth/login, or an API token of POST /api/tokens.",
            };
            return Task.CompletedTask;
        });
        options.CreateSchemaReferenceId = static type => IsCrlNumber(type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            if (IsCrlNumber(context.JsonTypeInfo))
            {
                // Either form is taken; the schema of a converter is empty.
                schema.Type = JsonSchemaType.Integer | JsonSchemaType.String;
            }

            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<IAuthorizeData>().Any())
            {
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
            }

            if (metadata.OfType<QueryParameters>().LastOrDefault() is { } query)
            {
                operation.Parameters = [.. operation.Parameters ?? [], .. query.Describe()];
            }

            if (operation.OperationId == "issueCertificate")
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(IdempotencyKey());
            }

            return Task.CompletedTask;
        });
    }

    private static bool IsCrlNumber(JsonTypeInfo type) => type.Type == typeof(BigInteger) || type.Type == typeof(BigInteger?);

    private static OpenApiParameter IdempotencyKey() => new()
    {
        Name = IssueRequests.IdempotencyHeader,
        In = ParameterLocation.Header,
        Required = false,
        Description = "1 to 120 printable characters; names this issuance for ever, per user.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 120 },
    };
}
