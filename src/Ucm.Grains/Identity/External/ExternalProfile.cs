using System.Net.Mail;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.External;

namespace Ucm.Grains.Identity.External;

/// <summary>
/// An identity as the user's grain takes it: what a provider says that is not valid here is left out, because people must be able to sign in all the same.
/// </summary>
internal static class ExternalProfile
{
    private const int MaxDisplayName = 200;
    private const int MaxEmail = 254;
    private const int MaxGroup = 400;
    private const int MaxGroups = 200;

    public static ProvisionUserCommand ToCommand(ExternalIdentity identity, string? address) => new(
        identity.Provider,
        identity.Subject,
        DisplayName(identity.DisplayName),
        Email(identity.Email),
        identity.Roles,
        [.. identity.Groups.Where(static group => group.Length is > 0 and <= MaxGroup && !group.Any(char.IsControl)).Take(MaxGroups)],
        address);

    private static string? DisplayName(string? text)
    {
        var name = new string([.. (text ?? string.Empty).Where(static character => !char.IsControl(character)).Take(MaxDisplayName)]).Trim();
        return name.Length > 0 ? name : null;
    }

    private static string? Email(string? text) =>
        text is { Length: > 0 and <= MaxEmail } && MailAddress.TryCreate(text, out var parsed) && parsed.Address == text ? text : null;
}
