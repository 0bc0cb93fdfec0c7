using System.ComponentModel;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Admin.Api.Access;

/// <summary>Roles, groups, and the permissions that roles are made of.</summary>
internal static class RoleEndpoints
{
    private static readonly ObjectNoun Role = new("role", "Role", "Roles", Permission.UsersRead, Permission.UsersManage);
    private static readonly ObjectNoun Group = new("group", "Group", "Groups", Permission.UsersRead, Permission.UsersManage);

    public static void MapRoles(this RouteGroupBuilder api)
    {
        new ObjectRoutes<RoleBody, RoleAnswer>(Role).Map(api.MapGroup("/roles").WithTags("Roles"));
        new ObjectRoutes<GroupBody, GroupAnswer>(Group).Map(api.MapGroup("/groups").WithTags("Groups"));
        api.MapGet("/permissions", ListPermissions).WithTags("Roles")
            .Signed(ApiPolicies.SignedIn).Gives<ListAnswer<PermissionAnswer>>().Refuses()
            .Named("listPermissions", "List permissions", "All of them: what each is for, and how a grant of it may be limited.");
    }

    private static JsonHttpResult<ListAnswer<PermissionAnswer>> ListPermissions() => TypedResults.Json(
        new ListAnswer<PermissionAnswer>
        {
            Items =
            [
                .. Permissions.All.Select(static known => new PermissionAnswer
                {
                    Name = known.Name,
                    Description = known.Description,
                    Limits = Limits(known.Limits),
                }),
            ],
        },
        ApiJson.Default.ListAnswerPermissionAnswer);

    private static string[] Limits(PermissionLimits limits) => limits switch
    {
        PermissionLimits.Certificates => ["authorities", "profiles", "own"],
        PermissionLimits.AuthoritiesAndProfiles => ["authorities", "profiles"],
        _ => [],
    };
}

// Sent: names are forever.
internal sealed record PermissionAnswer
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    [Description("What a grant of it may be limited to: authorities, profiles, own.")]
    public required string[] Limits { get; init; }
}

[Description("A role: what its users may do. Built-in ones can be copied, not changed.")]
internal sealed record RoleBody : RoleDocument
{
    [Description("1 to 64 lower-case letters, digits, hyphens and dots.")]
    public string? Name { get; init; }

    [JsonPropertyName("copy_of")]
    public string? CopyOf { get; init; }

    [Description("Why it is changed; kept with the version.")]
    public string? Comment { get; init; }
}

internal sealed record RoleAnswer : RoleDocument
{
    public required string Name { get; init; }

    public required long Version { get; init; }

    [Description("enabled or disabled.")]
    public required string Status { get; init; }

    [JsonPropertyName("built_in")]
    public required bool BuiltIn { get; init; }

    [JsonPropertyName("changed_at")]
    public DateTimeOffset? ChangedAt { get; init; }

    [JsonPropertyName("changed_by")]
    public string? ChangedBy { get; init; }
}

[Description("A group of users, each of whom has its roles.")]
internal sealed record GroupBody : GroupDocument
{
    [Description("1 to 64 lower-case letters, digits, hyphens and dots.")]
    public string? Name { get; init; }

    [JsonPropertyName("copy_of")]
    public string? CopyOf { get; init; }

    [Description("Why it is changed; kept with the version.")]
    public string? Comment { get; init; }
}

internal sealed record GroupAnswer : GroupDocument
{
    public required string Name { get; init; }

    public required long Version { get; init; }

    [Description("enabled or disabled.")]
    public required string Status { get; init; }

    [JsonPropertyName("built_in")]
    public required bool BuiltIn { get; init; }

    [JsonPropertyName("changed_at")]
    public DateTimeOffset? ChangedAt { get; init; }

    [JsonPropertyName("changed_by")]
    public string? ChangedBy { get; init; }
}
