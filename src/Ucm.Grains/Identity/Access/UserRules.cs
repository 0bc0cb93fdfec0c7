using System.Net.Mail;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Identity.Access;

/// <summary>What makes a user's data valid.</summary>
internal static class UserRules
{
    private const int MaxDisplayName = 200;
    private const int MaxEmail = 254;

    public static void Check(UserDocument document, ObjectSet objects, FieldFaults faults)
    {
        CheckProfile(document, faults);

        // The users of external providers may have their roles by groups alone.
        if (document.Roles.Length > 0 || document.Provider == UserDocument.LocalProvider)
        {
            RoleNames.Check(document.Roles, "/roles", objects, faults);
        }
    }

    /// <summary>The part that users change themselves.</summary>
    public static void CheckProfile(UserDocument document, FieldFaults faults)
    {
        if (document.DisplayName is { } name && (name.Length is 0 or > MaxDisplayName || name.Any(char.IsControl)))
        {
            faults.Add("/display_name", $"Must have 1 to {MaxDisplayName} characters, none of them a control character.");
        }

        if (document.Email is { } email && (email.Length > MaxEmail || !MailAddress.TryCreate(email, out var parsed) || parsed.Address != email))
        {
            faults.Add("/email", "Must be one e-mail address, such as ann@example.org.");
        }

        if (document.TimeZone is { } zone
            && !(zone.Contains('/', StringComparison.Ordinal) || zone == "UTC" ? TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) : false))
        {
            faults.Add("/time_zone", "Must be a name of the time zone database, such as Europe/Zurich, or UTC.");
        }
    }
}
