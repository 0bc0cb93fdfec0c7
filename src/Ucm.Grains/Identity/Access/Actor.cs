using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Identity.Access;

/// <summary>Who changes a user, for the audit row.</summary>
/// <param name="Name">The text of a caller.</param>
internal sealed record Actor(string Name, string? Address)
{
    /// <summary>Why, in the words of who changes it.</summary>
    public string? Comment { get; init; }

    public static Actor Of(Caller caller) => new(caller.ToString(), caller.Address);
}
