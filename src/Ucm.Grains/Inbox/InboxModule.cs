using Microsoft.Extensions.DependencyInjection;

namespace Ucm.Grains.Inbox;

/// <summary>Requests for certificates that somebody else decides on.</summary>
internal static class InboxModule
{
    public static IServiceCollection AddInbox(this IServiceCollection services)
    {
        services.AddOptions<InboxOptions>().BindConfiguration(InboxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<InboxIssuance>();
        return services;
    }
}
