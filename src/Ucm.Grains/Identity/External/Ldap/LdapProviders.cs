using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Identity.External;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>The directories of the configuration, in its order.</summary>
internal sealed class LdapProviders : IDisposable
{
    private readonly LdapProvider[] _all;

    public LdapProviders(IOptions<ExternalSignInOptions> options, TimeProvider clock, ILogger<LdapProvider> log)
    {
        var directories = options.Value.Ldap;
        if (directories.Count > 0)
        {
            LdapLibrary.Prepare(directories.Max(static directory => directory.Timeout));
        }

        _all = [.. directories.Select(directory => new LdapProvider(directory, clock, log))];
    }

    public IReadOnlyList<IAuthenticationProvider> All => _all;

    public void Dispose()
    {
        foreach (var provider in _all)
        {
            provider.Dispose();
        }
    }
}
