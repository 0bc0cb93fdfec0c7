using Ucm.Frontend.Admin.Api.Authorities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Authorities: what there is. What changes an authority is in <see cref="AuthorityLifecycle"/> and <see cref="CrlApiEndpoints"/>.</summary>
internal static class CatalogEndpoints
{
    public static Refusal NoSuchAuthority => new(RefusalCode.NotFound, "There is no such authority.");

    public static void MapCatalog(this RouteGroupBuilder api)
    {
        var authorities = api.MapGroup("/authorities").WithTags("Authorities");
        authorities.MapGet("/", ListAuthorities)
            .Signed(Permission.AuthoritiesRead).Gives<ListAnswer<AuthorityAnswer>>().Refuses()
            .Named("listAuthorities", "List authorities", "All of them, by id.");
        authorities.MapGet("/{id}", GetAuthority)
            .Signed(Permission.AuthoritiesRead).Gives<AuthorityAnswer>().Refuses(404)
            .Named("getAuthority", "Read an authority", "Its certificate, chain and state.");
        authorities.MapCreate();
        authorities.MapLifecycle();
        authorities.MapImport();
        authorities.MapCertificateImport();
        authorities.MapRevocationImport();
        authorities.MapCrlSettings();
        authorities.MapOcspSettings();
        authorities.MapIssuanceSettings();
        authorities.MapUrlSettings();
        authorities.MapTakeOver();
    }

    private static async Task<IResult> ListAuthorities(IGrainFactory grains, CancellationToken cancellationToken)
    {
        var catalog = await grains.AuthorityCatalog().List(cancellationToken);
        return TypedResults.Json(
            new ListAnswer<AuthorityAnswer> { Items = [.. catalog.Authorities.Select(Answer)] }, ApiJson.Default.ListAnswerAuthorityAnswer);
    }

    private static async Task<IResult> GetAuthority(string id, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (!AuthorityId.TryParse(id, out var authority))
        {
            return NoSuchAuthority.ToProblem();
        }

        var outcome = await grains.Authority(authority).Get(cancellationToken);
        return outcome.Succeeded ? TypedResults.Json(Answer(outcome.Value), ApiJson.Default.AuthorityAnswer) : outcome.Refusal.ToProblem();
    }

    public static AuthorityAnswer Answer(AuthoritySnapshot authority) => new()
    {
        Id = authority.Id.Value,
        Name = authority.Name,
        Status = authority.Status.ToString().ToLowerInvariant(),
        Subject = ParsedCertificate.TryParse(authority.Certificate.AsMemory(), out var certificate, out _) ? certificate.Subject.ToString() : string.Empty,
        KeyAlgorithm = authority.KeyAlgorithm,
        Issuer = authority.Issuer?.Value,
        NotBefore = authority.NotBefore,
        NotAfter = authority.NotAfter,
        Certificate = CertificateAnswers.Pem(authority.Certificate),
        Chain = CertificateAnswers.Pem(authority.Chain),
        EarlierCertificates = authority.Earlier is { } earlier ? [.. earlier.Select(static one => CertificateAnswers.Pem(one))] : null,
    };
}
