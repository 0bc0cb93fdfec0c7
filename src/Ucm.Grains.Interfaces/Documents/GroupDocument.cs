using System.Text.Json.Serialization;

namespace Ucm.Grains.Interfaces.Documents;

/// <summary>A group of users as administrators write it and as it is stored, in JSON.</summary>
// Stored and sent: names are forever.
public record GroupDocument
{
    /// <summary>What the group is for; at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Names of users.</summary>
    public string[] Members { get; init; } = [];

    /// <summary>Groups of external providers whose users are members: <c>provider/group</c>.</summary>
    [JsonPropertyName("external_groups")]
    public string[] ExternalGroups { get; init; } = [];

    /// <summary>Roles that every member has.</summary>
    public required string[] Roles { get; init; }
}
