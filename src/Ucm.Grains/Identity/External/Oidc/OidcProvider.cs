using System.Buffers.Text;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>
/// One OpenID provider: 1 the URL to send the browser to · then, with the code it comes back with: 2 the issuer is this one (RFC 9207) · 3 the code for an ID
/// token · 4 the token is the provider's, for us, for this very sign-in · 5 claims to a name and roles.
/// </summary>
internal sealed class OidcProvider : IDisposable
{
    private readonly OidcOptions _options;
    private readonly OidcHttp _http;
    private readonly OidcDiscovery _discovery;
    private readonly IdTokenVerifier _verifier;
    private readonly ILogger<OidcProvider> _log;
    private readonly string _redirectUri;
    private readonly string _signedOutUri;

    public OidcProvider(OidcOptions options, PublicUrls urls, TimeProvider clock, ILogger<OidcProvider> log)
    {
        (_options, _log) = (options, log);
        _http = new OidcHttp(options);
        _discovery = new OidcDiscovery(options, _http, clock);
        _verifier = new IdTokenVerifier(options, clock);
        _redirectUri = $"{urls.Https}/login/oidc/{options.Name}/callback";
        _signedOutUri = $"{urls.Https}/login";
    }

    public string Name => _options.Name;

    /// <summary>As users have it.</summary>
    public string FullName => $"oidc:{Name}";

    public OidcProviderView View => new(Name, _options.DisplayName is { Length: > 0 } text ? text : Name);

    /// <exception cref="OidcUnavailableException">The provider is away.</exception>
    public async Task<string> AuthorizationUrl(string state, string nonce, string verifier, CancellationToken cancellationToken)
    {
        var endpoint = (await _discovery.Get(cancellationToken)).AuthorizationEndpoint;
        var query = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = _options.ClientId,
            ["redirect_uri"] = _redirectUri,
            ["scope"] = $"openid {_options.Scopes}".Trim(),
            ["state"] = state,
            ["nonce"] = nonce,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        };
        return With(endpoint, query);
    }

    /// <summary>Where people end their session at the provider and are sent back; null when it has no such page, or not one by https.</summary>
    /// <exception cref="OidcUnavailableException">The provider is away.</exception>
    public async Task<string?> SignOutUrl(CancellationToken cancellationToken)
    {
        var endpoint = (await _discovery.Get(cancellationToken)).EndSessionEndpoint;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && OidcHttp.IsAllowed(url, _options.AllowHttpLoopback)
            ? With(endpoint, new() { ["client_id"] = _options.ClientId, ["post_logout_redirect_uri"] = _signedOutUri })
            : null;
    }

    /// <summary>Refusals: InvalidCredentials, after a line in the log that says why.</summary>
    /// <exception cref="OidcUnavailableException">The provider is away.</exception>
    public async Task<Outcome<ExternalIdentity>> Identify(string code, string? issuer, string nonce, string verifier, CancellationToken cancellationToken)
    {
        var metadata = await _discovery.Get(cancellationToken);
        if (issuer is null ? metadata.SendsIssuer : issuer != _options.Authority)
        {
            return Refuse("the answer comes from another issuer");
        }

        if (await Exchange(metadata, code, verifier, cancellationToken) is not { } token)
        {
            return Refuse("the provider does not take the code");
        }

        var verified = await _verifier.Verify(token, nonce, metadata.Keys);
        if (verified.UnknownKey)
        {
            verified = await _verifier.Verify(token, nonce, (await _discovery.Refresh(cancellationToken)).Keys);
        }

        return verified.Token is { } good ? Read(good) : Refuse($"the ID token is not valid: {verified.Fault}");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The ID token (OpenID Connect Core 1.0 §3.1.3); null when the provider refuses the code.</summary>
    private async Task<string?> Exchange(OidcMetadata metadata, string code, string verifier, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = _redirectUri,
            ["code_verifier"] = verifier,
        };
        var authorization = Authenticate(metadata, form);
        var (status, body) = await _http.Post(metadata.TokenEndpoint, form, authorization, cancellationToken);
        try
        {
            using var answer = JsonDocument.Parse(body);
            if (status == 200)
            {
                return answer.RootElement.TryGetProperty("id_token", out var token) ? token.GetString() : null;
            }

            var isOurs = answer.RootElement.TryGetProperty("error", out var error) && error.GetString() is "invalid_grant";
            return isOurs
                ? null
                : throw new OidcUnavailableException("The provider refuses this client: check ClientId, ClientSecretFile and the redirect URI.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new OidcUnavailableException("The provider's token endpoint does not answer with JSON.");
        }
    }

    /// <summary>By header where the provider takes it (RFC 6749 §2.3.1), else in the form; a public client has its name only.</summary>
    private AuthenticationHeaderValue? Authenticate(OidcMetadata metadata, Dictionary<string, string> form)
    {
        var secret = _options.ClientSecretFile is { Length: > 0 } file ? ReadSecret(file) : null;
        if (secret is not null && metadata.TakesBasic)
        {
            var pair = $"{Uri.EscapeDataString(_options.ClientId)}:{Uri.EscapeDataString(secret)}";
            return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }

        form["client_id"] = _options.ClientId;
        if (secret is not null)
        {
            form["client_secret"] = secret;
        }

        return null;
    }

    private static string With(string endpoint, Dictionary<string, string> query)
    {
        var text = string.Join('&', query.Select(static pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        return $"{endpoint}{(endpoint.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{text}";
    }

    private static string ReadSecret(string file)
    {
        try
        {
            return SecretFile.Read(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OidcUnavailableException($"ClientSecretFile cannot be read: {fault.Message}");
        }
    }

    private Outcome<ExternalIdentity> Read(JsonWebToken token)
    {
        using var claims = new OidcClaims(Decode(token.EncodedPayload));
        if (!UserName.TryParse(claims.Text(_options.NameClaim), out var user))
        {
            return Refuse($"the claim {_options.NameClaim} is missing or cannot be a user name here");
        }

        var groups = claims.Texts(_options.GroupsClaim);
        ImmutableArray<string> roles =
        [
            .. _options.Roles.Where(rule => groups.Contains(rule.Group, StringComparer.Ordinal))
                .Select(static rule => rule.Role)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        if (roles.IsEmpty)
        {
            _log.NoRole(FullName, user.Value);
            return IdentityRefusals.InvalidCredentials;
        }

        // The subject is the provider's for ever; an e-mail address is not, so it never decides who somebody is.
        return new ExternalIdentity(
            FullName, $"{_options.Authority} {token.Subject}", user, claims.Text(_options.DisplayNameClaim), claims.Text(_options.EmailClaim), roles, groups);
    }

    private static string Decode(string payload) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(payload));

    private Refusal Refuse(string reason)
    {
        _log.OidcRefused(FullName, reason);
        return IdentityRefusals.InvalidCredentials;
    }
}
