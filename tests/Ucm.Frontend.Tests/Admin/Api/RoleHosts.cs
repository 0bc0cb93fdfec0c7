using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>REST as a user of each built-in role meets it.</summary>
public sealed class RoleHosts : IAsyncLifetime
{
    private readonly Dictionary<string, ApiHost> hosts = Roles.All.ToDictionary(static role => role, static _ => new ApiHost());

    public ApiHost this[string role] => hosts[role];

    public async ValueTask InitializeAsync()
    {
        foreach (var (role, host) in hosts)
        {
            await host.InitializeAsync();
            host.Live([.. Roles.PermissionsOf([role])]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts.Values)
        {
            await host.DisposeAsync();
        }
    }
}
