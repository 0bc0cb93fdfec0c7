using Ucm.Frontend.Admin.Api.Access;
using Ucm.Frontend.Admin.Api.Certificates;
using Ucm.Frontend.Admin.Api.ExternalAccounts;
using Ucm.Frontend.Admin.Api.Factors;
using Ucm.Frontend.Admin.Api.Inbox;
using Ucm.Frontend.Admin.Api.Jobs;
using Ucm.Frontend.Admin.Api.Queries;

namespace Ucm.Frontend.Admin.Api;

/// <summary>REST: every route under <c>/api</c>, and its description at <c>/openapi/v1.json</c>.</summary>
internal static class ApiEndpoints
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton<KeyMaker>();
        services.AddSingleton<ExportPlaces>();
        services.Configure<RouteHandlerOptions>(static options => options.ThrowOnBadRequest = true);
        services.AddOpenApi("v1", ApiDocument.Configure);
        return services;
    }

    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").CheckQueries();
        api.MapAuth();
        api.MapMe();
        api.MapUsers();
        api.MapRoles();
        api.MapTokens();
        api.MapFactors();
        api.MapPasskeys();
        api.MapCertificates();
        api.MapInbox();
        api.MapJobs();
        api.MapCatalog();
        api.MapProfiles();
        api.MapAcmeAdministration();
        api.MapExternalAccounts();
        api.MapRenewalMoves();
        api.MapChains();
        api.MapAudit();
        routes.MapOpenApi("/openapi/{documentName}.json");
    }
}
