using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Authorities;

/// <summary>Where an authority's certificates point to.</summary>
internal static class UrlSettingsEndpoints
{
    /// <summary>Octets: three lists of URLs at their longest.</summary>
    private const int MaxBody = 8 * 1024;

    public static void MapUrlSettings(this RouteGroupBuilder authorities)
    {
        authorities.MapGet("/{id}/urls", Get)
            .Signed(Permission.AuthoritiesRead).Gives<AuthorityUrlsBody>().Refuses(404)
            .Named("getUrls", "Read the URLs in certificates", "Where certificates issued from now on point to. The ETag is what If-Match takes.");
        authorities.MapPut("/{id}/urls", Put)
            .Signed(Permission.AuthoritiesManage).Takes<AuthorityUrlsBody>(MaxBody).Gives<AuthorityUrlsBody>().Refuses(400, 404, 409, 412)
            .Named("setUrls", "Change the URLs in certificates", "Certificates issued from now on follow within a second. What is issued stays as it is. With CRLs in shards, crl stays null.");
    }

    private static async Task<IResult> Get(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        Show(await AuthoritySettings.Find(id, grains, cancellationToken), context);

    private static async Task<IResult> Put(string id, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!AuthorityId.TryParse(id, out var authority))
        {
            return CatalogEndpoints.NoSuchAuthority.ToProblem();
        }

        var body = await context.ReadBody(ApiJson.Default.AuthorityUrlsBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        (string Pointer, string[]? Urls)[] lists = [("/crl", body.Value.Crl), ("/ocsp", body.Value.Ocsp), ("/issuers", body.Value.Issuers)];
        if (lists.FirstOrDefault(static list => list.Urls?.Contains(null) == true).Pointer is { } pointer)
        {
            return ObjectBody.Field(pointer, "Has null among the URLs.").ToProblem();
        }

        if (ObjectAnswers.TryIfMatch(context, out var expected) is { } stale)
        {
            return stale.ToProblem();
        }

        var urls = new AuthorityUrls(List(body.Value.Crl), List(body.Value.Ocsp), List(body.Value.Issuers));
        return Show(await grains.Authority(authority).SetUrls(new SetAuthorityUrlsCommand(urls, expected, context.Caller()), cancellationToken), context);
    }

    private static IResult Show(Outcome<AuthoritySnapshot> authority, HttpContext context)
    {
        if (!authority.Succeeded)
        {
            return authority.Refusal.ToProblem();
        }

        context.Response.Headers.ETag = $"\"{authority.Value.Version.ToString(CultureInfo.InvariantCulture)}\"";
        var urls = authority.Value.Urls ?? AuthorityUrls.Default;
        return TypedResults.Json(
            new AuthorityUrlsBody { Crl = urls.Crl?.ToArray(), Ocsp = urls.Ocsp?.ToArray(), Issuers = urls.Issuers?.ToArray() },
            ApiJson.Default.AuthorityUrlsBody);
    }

    private static ImmutableArray<string>? List(string[]? urls) => urls is null ? null : [.. urls];
}

// Sent: names are forever.
[Description("Where certificates issued from now on point to: 1 to 4 plain http URLs each. What is null or absent is this installation's own.")]
internal sealed class AuthorityUrlsBody
{
    [Description("Of the CRL: names of one distribution point. The certificates then name no delta CRL.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string[]? Crl { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string[]? Ocsp { get; init; }

    [Description("Of the authority's certificate.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string[]? Issuers { get; init; }
}
