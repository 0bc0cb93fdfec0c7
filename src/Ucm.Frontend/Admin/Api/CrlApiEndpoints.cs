using System.Globalization;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>An authority's CRL settings, and publishing on demand. The CRLs themselves are served by <see cref="Protocols.Crl.CrlEndpoints"/>.</summary>
internal static class CrlApiEndpoints
{
    /// <summary>Beyond it a JSON number may be rounded by its reader (RFC 8259 §6).</summary>
    private const long MaxSafeNumber = (1L << 53) - 1;

    private static readonly AuthoritySettings<CrlSettingsBody, CrlPolicy> Settings = new(
        ApiJson.Default.CrlSettingsBody,
        ToPolicy,
        static (authority, policy, caller, cancellationToken) => authority.SetCrlPolicy(new SetCrlPolicyCommand(policy, caller), cancellationToken),
        Answer);

    public static void MapCrlSettings(this RouteGroupBuilder authorities)
    {
        authorities.MapGet("/{id}/crl", Settings.Get)
            .Signed(Permission.AuthoritiesRead).Gives<CrlAnswer>().Refuses(404)
            .Named("getCrl", "Read CRL settings", "The settings, and the full CRL in force.");
        authorities.MapPut("/{id}/crl", Settings.Put)
            .Signed(Permission.AuthoritiesManage).Takes<CrlSettingsBody>(AuthoritySettings.MaxBody).Gives<CrlAnswer>().Refuses(400, 404)
            .Named("setCrl", "Change CRL settings", "New certificates follow them within a second. A CRL by the new settings is published at once.");
        authorities.MapPost("/{id}/crl", Publish)
            .Signed(Permission.AuthoritiesManage).Gives<CrlAnswer>().Gives<CrlAnswer>(StatusCodes.Status202Accepted).Refuses(404, 409)
            .Named("publishCrl", "Publish a CRL now", "200 with the new CRL, or 202 with the one in force while a large one is still being built.");
    }

    private static async Task<IResult> Publish(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var snapshot = await AuthoritySettings.Find(id, grains, cancellationToken);
        if (!snapshot.Succeeded)
        {
            return snapshot.Refusal.ToProblem();
        }

        var before = await InForce(snapshot.Value.Id, grains, cancellationToken);
        var published = await grains.Crl(snapshot.Value.Id).PublishNow(context.Caller(), cancellationToken);
        if (!published.Succeeded)
        {
            return published.Refusal.ToProblem();
        }

        var status = published.Value.Number == before?.Number ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        return TypedResults.Json(ToAnswer(snapshot.Value, published.Value), ApiJson.Default.CrlAnswer, statusCode: status);
    }

    private static async Task<IResult> Answer(AuthoritySnapshot authority, IGrainFactory grains, CancellationToken cancellationToken) =>
        TypedResults.Json(ToAnswer(authority, await InForce(authority.Id, grains, cancellationToken)), ApiJson.Default.CrlAnswer);

    /// <summary>Without its bytes. This is the call that looks whether one is due, which does no harm.</summary>
    private static async Task<PublishedCrl?> InForce(AuthorityId authority, IGrainFactory grains, CancellationToken cancellationToken) =>
        (await grains.Crl(authority).PublishIfDue(cancellationToken)).Value;

    private static Outcome<CrlPolicy> ToPolicy(CrlSettingsBody body)
    {
        long[] seconds = [body.LifetimeSeconds, body.OverlapSeconds, body.MinimumIntervalSeconds, body.DeltaIntervalSeconds ?? 1];
        return seconds.Any(static value => value is <= 0 or > AuthoritySettings.MaxSeconds) || body.BackdateSeconds is < 0 or > AuthoritySettings.MaxSeconds
            ? new Refusal(RefusalCode.Malformed, "Times are positive seconds; only the backdating may be 0.")
            : new CrlPolicy(TimeSpan.FromSeconds(body.LifetimeSeconds), TimeSpan.FromSeconds(body.OverlapSeconds), TimeSpan.FromSeconds(body.MinimumIntervalSeconds))
            {
                DeltaInterval = body.DeltaIntervalSeconds is { } delta ? TimeSpan.FromSeconds(delta) : null,
                Shards = body.Shards,
                Backdate = body.BackdateSeconds is { } backdate ? TimeSpan.FromSeconds(backdate) : null,
            };
    }

    private static CrlAnswer ToAnswer(AuthoritySnapshot authority, PublishedCrl? crl) => new()
    {
        Settings = new CrlSettingsBody
        {
            LifetimeSeconds = (long)authority.Crl.Lifetime.TotalSeconds,
            OverlapSeconds = (long)authority.Crl.Overlap.TotalSeconds,
            MinimumIntervalSeconds = (long)authority.Crl.MinimumInterval.TotalSeconds,
            DeltaIntervalSeconds = (long?)authority.Crl.DeltaInterval?.TotalSeconds,
            Shards = authority.Crl.Shards,
            BackdateSeconds = (long)authority.Crl.EffectiveBackdate.TotalSeconds,
        },
        ShardsServed = authority.Crl.ShardsServed,
        Crl = crl is null ? null : ToAnswer(crl),
    };

    private static CrlInForce ToAnswer(PublishedCrl crl) => new()
    {
        Number = crl.PrintedNumber <= MaxSafeNumber ? (long)crl.PrintedNumber : null,
        NumberText = crl.PrintedNumber.ToString(CultureInfo.InvariantCulture),
        PublishedAt = crl.PublishedAt,
        ThisUpdate = crl.ThisUpdate,
        NextUpdate = crl.NextUpdate,
        Entries = crl.Entries,
        Size = crl.Size,
    };
}
