using Microsoft.Extensions.Logging;

namespace Ucm.Grains.Identity.External;

internal static partial class ExternalLog
{
    [LoggerMessage(
        EventId = 6021,
        Level = LogLevel.Warning,
        Message = "{Provider}: the directory server {Server} does not serve sign-ins: {Reason} (LDAP {Code})")]
    public static partial void DirectoryServerFailed(this ILogger logger, string provider, string server, string reason, int code);

    [LoggerMessage(EventId = 6022, Level = LogLevel.Warning, Message = "{Provider}: no answer of the directory server {Server} within {Seconds} s")]
    public static partial void DirectoryServerSilent(this ILogger logger, string provider, string server, double seconds);

    [LoggerMessage(
        EventId = 6023,
        Level = LogLevel.Error,
        Message = "{Provider}: the directory server {Server} refuses the search account; check BindDn and BindPasswordFile")]
    public static partial void SearchAccountRefused(this ILogger logger, string provider, string server);

    [LoggerMessage(
        EventId = 6024,
        Level = LogLevel.Warning,
        Message = "{Provider}: more than one entry is called {User}; nobody can sign in by this name until UserFilter tells them apart")]
    public static partial void AmbiguousName(this ILogger logger, string provider, string user);

    [LoggerMessage(EventId = 6025, Level = LogLevel.Information, Message = "{Provider}: {User} is known and has no group with a role here")]
    public static partial void NoRole(this ILogger logger, string provider, string user);

    [LoggerMessage(EventId = 6026, Level = LogLevel.Warning, Message = "{Provider}: the entry of {User} has no usable {Attribute}")]
    public static partial void UnusableEntry(this ILogger logger, string provider, string user, string attribute);

    [LoggerMessage(EventId = 6027, Level = LogLevel.Error, Message = "{Provider}: sign-in failed")]
    public static partial void ProviderFailed(this ILogger logger, Exception exception, string provider);

    [LoggerMessage(EventId = 6028, Level = LogLevel.Warning, Message = "{Provider}: {User} has proved who it is and cannot sign in: {Reason}")]
    public static partial void ExternalUserRefused(this ILogger logger, string provider, string user, string reason);

    [LoggerMessage(EventId = 6029, Level = LogLevel.Warning, Message = "{Provider}: sign-in refused: {Reason}")]
    public static partial void OidcRefused(this ILogger logger, string provider, string reason);

    [LoggerMessage(EventId = 6030, Level = LogLevel.Warning, Message = "{Provider}: the provider does not serve sign-ins: {Reason}")]
    public static partial void OidcUnavailable(this ILogger logger, string provider, string reason);
}
