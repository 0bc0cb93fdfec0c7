using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ucm.Frontend.Http.Proxies;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Auth;

/// <summary>A session as claims, and back to the caller that grains know.</summary>
internal static class SessionClaims
{
    public const string Name = "sub";
    public const string Role = "role";
    public const string Session = "sid";
    public const string Permission = "permission";
    public const string Token = "token";
    public const string Since = "since";
    public const string LimitedGrant = "grant";
    public const string Locked = "locked";
    public const string ProvenAt = "proven_at";
    public const string MustChangePassword = "must_change_password";

    /// <summary>Until the password is changed the principal holds no permission.</summary>
    public static ClaimsPrincipal ToPrincipal(this SessionView session, string scheme)
    {
        var permissions = session.MustChangePassword ? [] : session.Permissions;
        var identity = new ClaimsIdentity(scheme, Name, Role);
        identity.AddClaim(new Claim(Name, session.User.Value));
        identity.AddClaim(new Claim(Session, session.Id));
        identity.AddClaims(session.Roles.Select(static role => new Claim(Role, role)));
        identity.AddClaims(permissions.Select(static permission => new Claim(Permission, permission)));
        if (!session.MustChangePassword && !session.Grants.IsDefaultOrEmpty)
        {
            identity.AddClaims(session.Grants.Select(static grant => new Claim(LimitedGrant, JsonSerializer.Serialize(grant, GrantJson.Default.Grant))));
        }

        if (session.Since is { } since)
        {
            identity.AddClaim(new Claim(Since, since.UtcTicks.ToString(CultureInfo.InvariantCulture)));
        }

        if (session.ProvenAt is { } provenAt)
        {
            identity.AddClaim(new Claim(ProvenAt, provenAt.UtcTicks.ToString(CultureInfo.InvariantCulture)));
        }

        if (!session.Locked.IsDefaultOrEmpty)
        {
            var locked = session.Locked.Select(static guarded => guarded.Grant.Permission).Distinct(StringComparer.Ordinal);
            identity.AddClaims(locked.Select(static permission => new Claim(Locked, permission)));
        }

        if (session.Token is { } token)
        {
            identity.AddClaim(new Claim(Token, token));
        }

        if (session.MustChangePassword)
        {
            identity.AddClaim(new Claim(MustChangePassword, "true"));
        }

        return new ClaimsPrincipal(identity);
    }

    /// <summary>Who asks, for a grain; the principal must be signed in.</summary>
    public static Caller ToCaller(this ClaimsPrincipal principal, string? address)
    {
        ImmutableArray<string> permissions = [.. principal.FindAll(Permission).Select(static claim => claim.Value)];
        var name = principal.FindFirst(Name)?.Value ?? throw new InvalidOperationException("Nobody is signed in.");
        var (kind, caller) = principal.FindFirst(Token)?.Value is { } token
            ? (CallerKind.ApiToken, $"{name}{Ucm.Grains.Interfaces.Identity.Caller.TokenSeparator}{token}")
            : (CallerKind.User, name);
        return new Caller(kind, caller, permissions, address, principal.SessionId())
        {
            Grants = [.. principal.Grants()],
            Since = principal.Time(Since),
            ProvenAt = principal.Time(ProvenAt),
        };
    }

    /// <summary>Who asks, for a grain; an endpoint that uses it requires authorization.</summary>
    public static Caller Caller(this HttpContext context) => context.User.ToCaller(context.ClientAddress());

    public static string? SessionId(this ClaimsPrincipal principal) => principal.FindFirst(Session)?.Value;

    /// <summary>True when the principal holds the permission, or all of them, everywhere or for something; for showing and hiding, grains decide.</summary>
    public static bool May(this ClaimsPrincipal principal, string permission) =>
        principal.HasClaim(Permission, permission)
        || principal.HasClaim(Permission, Ucm.Grains.Interfaces.Identity.Permission.All)
        || principal.Grants().Any(grant => grant.Gives(permission));

    /// <summary>True when the principal would hold the permission after a proof that it is he.</summary>
    public static bool MayAfterProof(this ClaimsPrincipal principal, string permission) =>
        principal.HasClaim(Locked, permission) || principal.HasClaim(Locked, Ucm.Grains.Interfaces.Identity.Permission.All);

    public static DateTimeOffset? Time(this ClaimsPrincipal principal, string claim) => principal.FindFirst(claim)?.Value is { } ticks
        ? new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero)
        : null;

    /// <summary>Permissions that hold for some authorities, profiles or certificates only.</summary>
    private static IEnumerable<Grant> Grants(this ClaimsPrincipal principal) =>
        principal.FindAll(LimitedGrant).Select(static claim => JsonSerializer.Deserialize(claim.Value, GrantJson.Default.Grant)!);
}

/// <summary>How a limited grant stands in a claim.</summary>
[JsonSerializable(typeof(Grant))]
internal sealed partial class GrantJson : JsonSerializerContext;
