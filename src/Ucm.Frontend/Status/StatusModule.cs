namespace Ucm.Frontend.Status;

internal static class StatusModule
{
    public static IServiceCollection AddStatus(this IServiceCollection services)
    {
        services.AddSingleton<RevocationLease>();
        services.AddSingleton<AuthorityDirectory>();
        services.AddHostedService<RevocationFeedSubscription>();
        services.AddHostedService<AuthorityDirectoryRefresh>();
        return services;
    }
}
