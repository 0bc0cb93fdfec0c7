using System.Globalization;
using System.Text.Json.Nodes;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Access;

/// <summary>Users as REST shows them: objects whose name is called <c>username</c>.</summary>
internal static class UserAnswers
{
    public static IResult Show(Outcome<AdministeredObject> outcome, HttpContext context, int status = StatusCodes.Status200OK, JsonObject? invitation = null)
    {
        if (!outcome.Succeeded)
        {
            return outcome.Refusal.ToProblem();
        }

        context.Response.Headers.ETag = $"\"{outcome.Value.Version.ToString(CultureInfo.InvariantCulture)}\"";
        var answer = ToJson(outcome.Value);
        if (invitation is not null)
        {
            answer["invitation"] = invitation;
        }

        return ObjectAnswers.Json(answer, status);
    }

    public static JsonObject ToJson(AdministeredObject user)
    {
        var known = ObjectAnswers.ToJson(user);
        known.Remove("name");
        known.Remove("built_in");
        var answer = new JsonObject { ["username"] = user.Key.Name };
        foreach (var (name, value) in known)
        {
            answer[name] = value?.DeepClone();
        }

        return answer;
    }

    /// <summary>The secret stands behind the #, which browsers send to nobody and no log shows.</summary>
    public static JsonObject ToJson(Invitation invitation, PublicUrls urls) => new()
    {
        ["url"] = $"{urls.Https}/invitation?user={Uri.EscapeDataString(invitation.User.Value)}#{invitation.Secret.Value}",
        ["expires_at"] = invitation.ExpiresAt.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
    };
}
