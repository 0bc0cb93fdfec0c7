namespace Ucm.Frontend.Admin.Api.Objects;

/// <summary>What one kind of objects is called, and what it takes to read and to manage it.</summary>
/// <param name="Kind">As in the silo.</param>
/// <param name="Name">In operation ids, such as <c>Profile</c>.</param>
/// <param name="Names">Likewise, such as <c>Profiles</c>.</param>
internal sealed record ObjectNoun(string Kind, string Name, string Names, string ReadPermission, string ManagePermission)
{
    public string Singular { get; init; } = Name.ToLowerInvariant();

    public string Plural { get; init; } = Names.ToLowerInvariant();
}
