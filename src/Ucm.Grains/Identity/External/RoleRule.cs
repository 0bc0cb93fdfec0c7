namespace Ucm.Grains.Identity.External;

/// <summary>Who has the value gets the role.</summary>
internal sealed class RoleRule
{
    /// <summary>A group: the DN of a directory's group, or a value of the claim with the groups.</summary>
    public string Group { get; set; } = string.Empty;

    public string Role { get; set; } = string.Empty;
}
