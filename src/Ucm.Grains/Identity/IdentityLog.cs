using Microsoft.Extensions.Logging;

namespace Ucm.Grains.Identity;

internal static partial class IdentityLog
{
    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "The audit row of a refused sign-in of {User} could not be written")]
    public static partial void RefusedSignInNotAudited(this ILogger logger, Exception exception, string user);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Warning, Message = "That the API token {Token} was used could not be noted")]
    public static partial void TokenUseNotNoted(this ILogger logger, Exception exception, string token);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "A refresh token of {User} was used twice; its session is ended")]
    public static partial void RefreshTokenReused(this ILogger logger, string user);
}
