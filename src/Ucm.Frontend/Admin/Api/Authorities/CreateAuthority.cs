using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Authorities;

/// <summary>Makes an authority: a root, or one under an authority that is here. The silo judges it and names each faulty field.</summary>
internal static class CreateAuthority
{
    /// <summary>Octets.</summary>
    private const int MaxBody = 64 * 1024;

    /// <summary>Beyond it a TimeSpan would overflow long before the rules refuse.</summary>
    private const int MaxDays = 100_000;

    public static void MapCreate(this RouteGroupBuilder authorities) => authorities.MapPost("/", Create)
        .Signed(Permission.AuthoritiesManage).Takes<CreateAuthorityBody>(MaxBody).Gives<AuthorityAnswer>(StatusCodes.Status201Created).Refuses(400, 409, 422)
        .Named(
            "createAuthority",
            "Create an authority",
            "A root, or with a parent an authority under it. Its key is made in the silos and never leaves them. It works at once on every node. The same content again gives what exists.");

    private static async Task<IResult> Create(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var read = await context.ReadBody(ApiJson.Default.CreateAuthorityBody);
        if (!read.Succeeded)
        {
            return read.Refusal.ToProblem();
        }

        var body = read.Value;
        if (FindNull(body) is { } pointer)
        {
            return Field(pointer, "Has null among its values.").ToProblem();
        }

        if (!AuthorityId.TryParse(body.Id, out var id))
        {
            return Field("/id", "Must be 1 to 40 lower-case letters, digits and hyphens, with a letter or digit at both ends.").ToProblem();
        }

        AuthorityId? parent = null;
        if (body.Parent is not null)
        {
            if (!AuthorityId.TryParse(body.Parent, out var named))
            {
                return Field("/parent", "Must be the id of an authority here; leave it out for a root.").ToProblem();
            }

            parent = named;
        }

        if (Math.Abs((long)body.ValidityDays) > MaxDays)
        {
            return Field("/validity_days", "Must be 1 to 18300.").ToProblem();
        }

        var extensions = new AuthorityExtensionsDocument { NameConstraints = body.NameConstraints, Policies = body.Policies, ExtendedKeyUsage = body.ExtendedKeyUsage };
        var command = new CreateAuthorityCommand(body.Subject, body.KeyAlgorithm, TimeSpan.FromDays(body.ValidityDays), body.PathLength, parent, context.Caller())
        {
            Extensions = JsonSerializer.Serialize(extensions, ApiJson.Default.AuthorityExtensionsDocument),
        };
        var outcome = await grains.Authority(id).Create(command, cancellationToken);
        if (!outcome.Succeeded)
        {
            return outcome.Refusal.ToProblem();
        }

        context.Response.Headers.Location = $"/api/authorities/{id}";
        return TypedResults.Json(CatalogEndpoints.Answer(outcome.Value), ApiJson.Default.AuthorityAnswer, statusCode: StatusCodes.Status201Created);
    }

    /// <summary>The pointer of a list with a null in it; null for none.</summary>
    private static string? FindNull(AuthorityExtensionsDocument body)
    {
        (string Pointer, IEnumerable<object?>? Values)[] lists =
        [
            ("/policies", body.Policies),
            ("/extended_key_usage", body.ExtendedKeyUsage),
            .. Lists("/name_constraints/permitted", body.NameConstraints?.Permitted),
            .. Lists("/name_constraints/excluded", body.NameConstraints?.Excluded),
        ];
        return lists.FirstOrDefault(static list => list.Values?.Contains(null) == true).Pointer;
    }

    private static IEnumerable<(string Pointer, IEnumerable<object?>? Values)> Lists(string pointer, ConstrainedNames? names) =>
    [
        ($"{pointer}/dns", names?.Dns),
        ($"{pointer}/ip", names?.Ip),
        ($"{pointer}/email", names?.Email),
        ($"{pointer}/uri", names?.Uri),
        ($"{pointer}/directory", names?.Directory),
    ];

    private static Refusal Field(string pointer, string detail) =>
        new(RefusalCode.Malformed, $"{pointer}: {detail}") { Parts = [new NamedRefusal(pointer, RefusalCode.Malformed, detail)] };
}

// Sent: names are forever.
[Description("An authority to be made.")]
internal sealed record CreateAuthorityBody : AuthorityExtensionsDocument
{
    [Description("Part of its URLs, for good: 1 to 40 lower-case letters, digits and hyphens.")]
    public required string Id { get; init; }

    [Description("RFC 4514, the most specific first: CN=Example Root,O=Example,C=DE.")]
    public required string Subject { get; init; }

    [Description("The authority here that issues its certificate; left out, it is a root.")]
    public string? Parent { get; init; }

    [JsonPropertyName("key_algorithm")]
    [Description("rsa-2048, rsa-3072, rsa-4096, ecdsa-p256, ecdsa-p384, ecdsa-p521 or ed25519.")]
    public required string KeyAlgorithm { get; init; }

    [JsonPropertyName("validity_days")]
    [Description("Must end before the parent's certificate.")]
    public required int ValidityDays { get; init; }

    [JsonPropertyName("path_length")]
    [Description("How many authorities may follow below it; left out for any number.")]
    public int? PathLength { get; init; }
}
