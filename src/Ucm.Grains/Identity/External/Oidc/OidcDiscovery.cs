namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>Keeps the provider's metadata for ten minutes. Keys are fetched anew when a token names one that is not known, at most every half minute.</summary>
internal sealed class OidcDiscovery(OidcOptions options, OidcHttp http, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeysKeptAtLeast = TimeSpan.FromSeconds(30);

    private Loaded? _loaded;

    /// <exception cref="OidcUnavailableException">The provider does not answer as it should.</exception>
    public ValueTask<OidcMetadata> Get(CancellationToken cancellationToken) => Get(Kept, cancellationToken);

    /// <summary>With keys that are newer than those a token was just checked with, if that is due.</summary>
    /// <exception cref="OidcUnavailableException">The provider does not answer as it should.</exception>
    public ValueTask<OidcMetadata> Refresh(CancellationToken cancellationToken) => Get(KeysKeptAtLeast, cancellationToken);

    private async ValueTask<OidcMetadata> Get(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (_loaded is { } loaded && clock.GetElapsedTime(loaded.At) < atMost)
        {
            return loaded.Metadata;
        }

        var metadata = OidcMetadata.Parse(
            await http.Get($"{options.Authority.TrimEnd('/')}/.well-known/openid-configuration", cancellationToken), options.Authority);
        if (!Uri.TryCreate(metadata.AuthorizationEndpoint, UriKind.Absolute, out var endpoint) || !OidcHttp.IsAllowed(endpoint, options.AllowHttpLoopback))
        {
            throw new OidcUnavailableException("The provider's authorization endpoint is not an https URL.");
        }

        metadata = metadata.WithKeys(await http.Get(metadata.KeysUrl, cancellationToken));
        _loaded = new Loaded(metadata, clock.GetTimestamp());
        return metadata;
    }

    private sealed record Loaded(OidcMetadata Metadata, long At);
}
