using System.Globalization;
using System.Net.Sockets;

namespace Ucm.Reliability.Targets;

/// <summary>What became of an HTTP request, in one word that can be counted.</summary>
internal static class HttpOutcome
{
    public static string Of(HttpResponseMessage answer) => ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);

    /// <summary>Null for what is not a fault of the connection: that is a bug of this program and must be seen.</summary>
    public static string? Of(Exception fault) => fault switch
    {
        TaskCanceledException or TimeoutException => "timeout",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "refused",
        HttpRequestException { InnerException: SocketException or IOException } => "reset",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "tls",
        HttpRequestException or IOException => "reset",
        _ => null,
    };
}
