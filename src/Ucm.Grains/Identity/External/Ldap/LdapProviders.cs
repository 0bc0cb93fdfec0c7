using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Identity.External;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>The directories of the configuration, in its order.</summary>
internal sealed class LdapProviders
{
    public LdapProviders(IOptions<ExternalSignInOptions> options, BlockingWork work, TimeProvider clock, ILogger<LdapProvider> log)
    {
        var directories = options.Value.Ldap;
        if (directories.Count > 0)
        {
            LdapLibrary.Prepare(directories.Max(static directory => directory.Timeout));
        }

        All = [.. directories.Select(directory => new LdapProvider(directory, work, clock, log))];
    }

    public IReadOnlyList<IAuthenticationProvider> All { get; }
}
