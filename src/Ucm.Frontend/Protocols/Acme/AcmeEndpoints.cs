namespace Ucm.Frontend.Protocols.Acme;

/// <summary>ACME (RFC 8555). Every resource takes every method, so that a wrong one is answered with a problem and a nonce too.</summary>
internal static class AcmeEndpoints
{
    public static IServiceCollection AddAcme(this IServiceCollection services)
    {
        services.AddAcmeCors();
        services.AddSingleton<AcmeUrls>();
        services.AddSingleton<AcmeNonces>();
        services.AddSingleton<AcmeKeyCache>();
        services.AddSingleton<AcmeGate>();
        services.AddSingleton<AcmePipeline>();
        services.AddSingleton<AcmeView>();
        services.AddSingleton<AcmeOffers>();
        services.AddSingleton<AcmeDirectory>();
        services.AddSingleton<AcmeAccounts>();
        services.AddSingleton<AcmeOrders>();
        services.AddSingleton<AcmeRenewals>();
        return services;
    }

    public static void MapAcme(this IEndpointRouteBuilder routes)
    {
        var services = routes.ServiceProvider;
        var pipeline = services.GetRequiredService<AcmePipeline>();
        var directory = services.GetRequiredService<AcmeDirectory>();
        var accounts = services.GetRequiredService<AcmeAccounts>();
        var orders = services.GetRequiredService<AcmeOrders>();
        var renewals = services.GetRequiredService<AcmeRenewals>();
        var acme = routes.MapGroup("/acme").AllowAnonymous().ExcludeFromDescription().DisableAntiforgery();
        acme.AllowAnyOrigin();

        acme.Map("/directory", context => Directory(context, pipeline, directory));
        acme.Map("/{server}/directory", context => Directory(context, pipeline, directory));
        acme.Map("/renewal-info/{certificate}", context => Renewal(context, pipeline, renewals));
        acme.Map("/new-nonce", context => NewNonce(context, pipeline));

        Post("/new-account", AcmeSigner.Key, accounts.Create);
        Post("/{server}/new-account", AcmeSigner.Key, accounts.Create);
        Post("/account/{account}", AcmeSigner.Account, accounts.Update);
        Post("/account/{account}/orders", AcmeSigner.Account, accounts.ListOrders);
        Post("/key-change", AcmeSigner.Account, accounts.ChangeKey);

        Post("/new-order", AcmeSigner.Account, orders.Create);
        Post("/{server}/new-order", AcmeSigner.Account, orders.Create);
        Post("/new-authz", AcmeSigner.Account, orders.CreateAuthorization);
        Post("/{server}/new-authz", AcmeSigner.Account, orders.CreateAuthorization);
        Post("/order/{order}", AcmeSigner.Account, orders.Get);
        Post("/order/{order}/finalize", AcmeSigner.Account, orders.Finalize);
        Post("/authz/{order}/{index}", AcmeSigner.Account, orders.Authorization);
        Post("/chall/{order}/{index}/{type}", AcmeSigner.Account, orders.Challenge);
        Post("/cert/{order}", AcmeSigner.Account, orders.GetCertificate);
        Post("/cert/{order}/{chain}", AcmeSigner.Account, orders.GetCertificate);
        Post("/revoke-cert", AcmeSigner.Either, orders.Revoke);

        void Post(string pattern, AcmeSigner signer, Func<AcmeRequest, CancellationToken, Task<AcmeReply>> handle) =>
            acme.Map(pattern, context => pipeline.Post(context, signer, handle));
    }

    private static Task Directory(HttpContext context, AcmePipeline pipeline, AcmeDirectory directory) =>
        pipeline.Get(context, token => directory.Get(context.GetRouteValue("server") as string ?? AcmeDirectory.DefaultServer, token));

    private static Task Renewal(HttpContext context, AcmePipeline pipeline, AcmeRenewals renewals) =>
        pipeline.Get(context, token => renewals.Get(context.GetRouteValue("certificate") as string ?? string.Empty, token));

    /// <summary>RFC 8555 §7.2: 200 for HEAD, 204 for GET; a POST-as-GET may be made of it as well.</summary>
    private static Task NewNonce(HttpContext context, AcmePipeline pipeline) => HttpMethods.IsPost(context.Request.Method)
        ? pipeline.Post(context, AcmeSigner.Either, static (_, _) => Task.FromResult(new AcmeReply(StatusCodes.Status204NoContent)))
        : pipeline.Get(context, _ => Task.FromResult(new AcmeReply(HttpMethods.IsHead(context.Request.Method) ? StatusCodes.Status200OK : StatusCodes.Status204NoContent)));
}
