using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>The OpenID providers of the configuration, in its order.</summary>
internal sealed class OidcProviders(IOptions<ExternalSignInOptions> options, PublicUrls urls, TimeProvider clock, ILogger<OidcProvider> log) : IDisposable
{
    public IReadOnlyList<OidcProvider> All { get; } = [.. options.Value.Oidc.Select(provider => new OidcProvider(provider, urls, clock, log))];

    public OidcProvider? Find(string name) => All.FirstOrDefault(provider => provider.Name == name);

    public void Dispose()
    {
        foreach (var provider in All)
        {
            provider.Dispose();
        }
    }
}
