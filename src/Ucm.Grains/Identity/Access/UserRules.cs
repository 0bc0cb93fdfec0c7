using System.Net.Mail;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Identity.Access;

/// <summary>
/// What makes a change of a user's data valid. What stays as it was is not judged: a role that is no more, or a name that a directory
/// gave, must not keep anybody from disabling the user.
/// </summary>
internal static class UserRules
{
    private const int MaxDisplayName = 200;
    private const int MaxEmail = 254;

    public static void Check(UserDocument before, UserDocument document, ObjectSet objects, FieldFaults faults)
    {
        CheckProfile(before, document, faults);

        // The users of external providers may have their roles by groups alone.
        var isAsked = document.Roles.Length == 0 ? document.Provider == UserDocument.LocalProvider : !document.Roles.SequenceEqual(before.Roles);
        if (isAsked)
        {
            RoleNames.Check(document.Roles, "/roles", objects, faults);
        }
    }

    /// <summary>The part that users change themselves.</summary>
    private static void CheckProfile(UserDocument before, UserDocument document, FieldFaults faults)
    {
        if (document.DisplayName is { } name && name != before.DisplayName && (name.Length is 0 or > MaxDisplayName || name.Any(char.IsControl)))
        {
            faults.Add("/display_name", $"Must have 1 to {MaxDisplayName} characters, none of them a control character.");
        }

        if (document.Email is { } email
            && email != before.Email
            && (email.Length > MaxEmail || !MailAddress.TryCreate(email, out var parsed) || parsed.Address != email))
        {
            faults.Add("/email", "Must be one e-mail address, such as ann@example.org.");
        }

        if (document.TimeZone is { } zone
            && zone != before.TimeZone
            && !(zone.Contains('/', StringComparison.Ordinal) || zone == "UTC" ? TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) : false))
        {
            faults.Add("/time_zone", "Must be a name of the time zone database, such as Europe/Zurich, or UTC.");
        }
    }
}
