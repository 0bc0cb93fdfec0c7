using System.Text.Json.Serialization.Metadata;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>One kind of settings of an authority: GET reads them, PUT changes them and answers as GET does.</summary>
internal sealed record AuthoritySettings<TBody, TPolicy>(
    JsonTypeInfo<TBody> Body,
    Func<TBody, Outcome<TPolicy>> ToPolicy,
    Func<ICertificateAuthorityGrain, TPolicy, Caller, CancellationToken, Task<Outcome<AuthoritySnapshot>>> Set,
    Func<AuthoritySnapshot, IGrainFactory, CancellationToken, Task<IResult>> Answer)
    where TBody : class
    where TPolicy : class
{
    public async Task<IResult> Get(string id, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var authority = await AuthoritySettings.Find(id, grains, cancellationToken);
        return authority.Succeeded ? await Answer(authority.Value, grains, cancellationToken) : authority.Refusal.ToProblem();
    }

    public async Task<IResult> Put(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!AuthorityId.TryParse(id, out var authority))
        {
            return CatalogEndpoints.NoSuchAuthority.ToProblem();
        }

        var body = await context.ReadBody(Body);
        var policy = body.Succeeded ? ToPolicy(body.Value) : body.Refusal;
        var changed = policy.Succeeded ? await Set(grains.Authority(authority), policy.Value, context.Caller(), cancellationToken) : policy.Refusal;
        return changed.Succeeded ? await Answer(changed.Value, grains, cancellationToken) : changed.Refusal.ToProblem();
    }
}

internal static class AuthoritySettings
{
    /// <summary>Octets.</summary>
    public const int MaxBody = 4 * 1024;

    /// <summary>Beyond it a TimeSpan would overflow long before the rules refuse.</summary>
    public const long MaxSeconds = 1_000_000_000;

    public static async Task<Outcome<AuthoritySnapshot>> Find(string id, IGrainFactory grains, CancellationToken cancellationToken) =>
        AuthorityId.TryParse(id, out var authority) ? await grains.Authority(authority).Get(cancellationToken) : CatalogEndpoints.NoSuchAuthority;
}
