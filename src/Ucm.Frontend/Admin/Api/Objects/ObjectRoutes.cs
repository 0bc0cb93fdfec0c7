using System.Text.Json.Nodes;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Objects;

namespace Ucm.Frontend.Admin.Api.Objects;

/// <summary>
/// REST for one kind of administrators' objects: list, create, read, replace, change, enable, disable, versions and what changed between them. Says nothing of what is in an
/// object: the silo judges it and names each faulty field. A further kind is one call of <see cref="Map"/>.
/// </summary>
/// <typeparam name="TBody">As it is written, for the OpenAPI document.</typeparam>
/// <typeparam name="TAnswer">As it is shown, for the OpenAPI document.</typeparam>
internal sealed class ObjectRoutes<TBody, TAnswer>(ObjectNoun noun)
    where TBody : notnull
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;
    private const int MaxVersions = 200;

    private static readonly QueryParameter[] ListParameters =
    [
        QueryParameter.Limit(MaxLimit, DefaultLimit),
        QueryParameter.Text("cursor", "next of the page before.", null, "next of the page before", ObjectKey.IsName),
        QueryParameter.Text("q", "Part of the name or of the content."),
        QueryParameter.Choice("status", "Any when absent.", "enabled", "disabled"),
    ];

    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/", List)
            .Signed(noun.ReadPermission).Queries(ListParameters).Gives<ListAnswer<TAnswer>>().Refuses(400)
            .Named($"list{noun.Names}", $"List {noun.Plural}", "By name, a page at a time.");
        routes.MapPost("/", Create)
            .Signed(noun.ManagePermission).Takes<TBody>(ObjectBody.MaxOctets).Gives<TAnswer>(StatusCodes.Status201Created).Refuses(400, 404, 409)
            .Named($"create{noun.Name}", $"Create a {noun.Singular}", "With copy_of, the members that are given change a copy of another one.");
        routes.MapGet("/{name}", Get)
            .Signed(noun.ReadPermission).Gives<TAnswer>().Refuses(404)
            .Named($"get{noun.Name}", $"Read a {noun.Singular}", "Its ETag is what If-Match takes.");
        routes.MapPut("/{name}", (string name, HttpContext context, IGrainFactory grains, CancellationToken token) => Save(name, SaveMode.Replace, context, grains, token))
            .Signed(noun.ManagePermission).Takes<TBody>(ObjectBody.MaxOctets).Gives<TAnswer>().Refuses(400, 404, 409, 412)
            .Named($"replace{noun.Name}", $"Replace a {noun.Singular}", "Members that are left out get their default values. In force on every node within a second.");
        routes.MapPatch("/{name}", (string name, HttpContext context, IGrainFactory grains, CancellationToken token) => Save(name, SaveMode.Merge, context, grains, token))
            .Signed(noun.ManagePermission).Takes<TBody>(ObjectBody.MaxOctets).Gives<TAnswer>().Refuses(400, 404, 409, 412)
            .Named($"change{noun.Name}", $"Change a {noun.Singular}", "A merge patch (RFC 7396). In force on every node within a second.");
        MapStatus(routes, "enable", ObjectStatus.Enabled, "It can be used again.");
        MapStatus(routes, "disable", ObjectStatus.Disabled, "It is kept, and nothing more is done by it.");
        routes.MapGet("/{name}/versions", ListVersions)
            .Signed(noun.ReadPermission)
            .Queries(QueryParameter.Limit(MaxVersions, DefaultLimit), QueryParameter.Number("cursor", "next of the page before.", 1, long.MaxValue))
            .Gives<ListAnswer<ObjectVersionAnswer>>().Refuses(400, 404)
            .Named($"list{noun.Name}Versions", $"List the versions of a {noun.Singular}", "Newest first: who made each, when and why.");
        routes.MapGet("/{name}/versions/{version:long}", GetVersion)
            .Signed(noun.ReadPermission)
            .Queries(QueryParameter.Number("from", "The version to compare with; the one before when absent.", 1, long.MaxValue))
            .Gives<ObjectVersionAnswer>().Refuses(400, 404)
            .Named($"get{noun.Name}Version", $"Read a version of a {noun.Singular}", "With what changed since the version before, or since ?from=.");
    }

    private void MapStatus(RouteGroupBuilder routes, string verb, ObjectStatus status, string description) =>
        routes.MapPost($"/{{name}}/{verb}", (string name, HttpContext context, IGrainFactory grains, CancellationToken token) => SetStatus(name, status, context, grains, token))
            .Signed(noun.ManagePermission).Gives<TAnswer>().Refuses(404, 409, 412)
            .Named($"{verb}{noun.Name}", $"{char.ToUpperInvariant(verb[0])}{verb[1..]} a {noun.Singular}", description);

    private async Task<IResult> List(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var asked = context.Request.Query;
        ObjectStatus? status = asked.Text("status") switch
        {
            "enabled" => ObjectStatus.Enabled,
            "disabled" => ObjectStatus.Disabled,
            _ => null,
        };
        var query = new ListObjectsQuery(noun.Kind, asked.Text("cursor"), asked.Text("q"), status, asked.Limit(DefaultLimit), context.Caller());
        var page = await grains.ObjectCatalog().List(query, cancellationToken);
        return page.Succeeded
            ? ObjectAnswers.Json(new JsonObject
            {
                ["items"] = new JsonArray([.. page.Value.Objects.Select(ObjectAnswers.ToJson)]),
                ["next"] = page.Value.Next,
            })
            : page.Refusal.ToProblem();
    }

    private async Task<IResult> Get(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken) =>
        ObjectAnswers.Show(await grains.Object(Key(name)).Get(context.Caller(), cancellationToken), context);

    private async Task<IResult> Create(HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await ObjectBody.Read(context);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        if (body.Value.Name is not { } name)
        {
            return ObjectBody.Field("/name", "Is missing.").ToProblem();
        }

        var created = await grains.Object(Key(name)).Save(body.Value.ToCommand(SaveMode.Create, null, context.Caller()), cancellationToken);
        if (created.Succeeded)
        {
            context.Response.Headers.Location = $"{context.Request.Path.ToString().TrimEnd('/')}/{name}";
        }

        return ObjectAnswers.Show(created, context, StatusCodes.Status201Created);
    }

    private async Task<IResult> Save(string name, SaveMode mode, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await ObjectBody.Read(context);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        if (body.Value.Name is { } other && other != name)
        {
            return ObjectBody.Field("/name", $"A {noun.Singular} keeps its name, which is \"{name}\".").ToProblem();
        }

        if (body.Value.CopyOf is not null)
        {
            return ObjectBody.Field("/copy_of", "Is for creating one.").ToProblem();
        }

        if (ObjectAnswers.TryIfMatch(context, out var expected) is { } refusal)
        {
            return refusal.ToProblem();
        }

        return ObjectAnswers.Show(await grains.Object(Key(name)).Save(body.Value.ToCommand(mode, expected, context.Caller()), cancellationToken), context);
    }

    private async Task<IResult> SetStatus(string name, ObjectStatus status, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (ObjectAnswers.TryIfMatch(context, out var expected) is { } refusal)
        {
            return refusal.ToProblem();
        }

        return ObjectAnswers.Show(await grains.Object(Key(name)).SetStatus(new SetObjectStatusCommand(status, expected, context.Caller()), cancellationToken), context);
    }

    private async Task<IResult> ListVersions(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var asked = context.Request.Query;
        var query = new ListObjectVersionsQuery(asked.Number("cursor"), asked.Limit(DefaultLimit), context.Caller());
        var versions = await grains.Object(Key(name)).ListVersions(query, cancellationToken);
        return versions.Succeeded
            ? ObjectAnswers.Json(new JsonObject
            {
                ["items"] = new JsonArray([.. versions.Value.Versions.Select(static version => ObjectAnswers.ToJson(version, withContent: false))]),
                ["next"] = versions.Value.Next?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            })
            : versions.Refusal.ToProblem();
    }

    private async Task<IResult> GetVersion(string name, long version, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var query = new GetObjectVersionQuery(version, context.Request.Query.Number("from"), context.Caller());
        var found = await grains.Object(Key(name)).GetVersion(query, cancellationToken);
        return found.Succeeded ? ObjectAnswers.Json(ObjectAnswers.ToJson(found.Value, withContent: true)) : found.Refusal.ToProblem();
    }

    /// <summary>A name that cannot be one is asked for as it is: the grain says so.</summary>
    private ObjectKey Key(string name) => new(noun.Kind, name.Length > ObjectKey.MaxNameLength ? name[..(ObjectKey.MaxNameLength + 1)] : name);
}
