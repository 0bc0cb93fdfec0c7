using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Cluster;

namespace Ucm.Frontend.Hosting;

/// <summary>Turns the faults of a start that an operator can mend into one line; everything else stays an exception with its stack.</summary>
internal static class FrontendStartupFaults
{
    private const string LogLevels = "Microsoft.Extensions.Logging.Configuration";

    public static string? Describe(Exception fault) => Text(fault)?.ReplaceLineEndings(" ");

    private static string? Text(Exception fault) => fault switch
    {
        StartupException or ClusterCredentialsException => fault.Message,
        OptionsValidationException options => string.Join(" ", options.Failures),

        // The host collects the faults of several options classes.
        AggregateException all => All(all.InnerExceptions.Select(Text)),
        IOException { InnerException: AddressInUseException } bind => bind.Message.TrimEnd('.') + "; choose another with Ucm:Http:HttpsPort or Ucm:Http:HttpPort.",
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AccessDenied or SocketError.AddressNotAvailable } socket => socket.Message,
        InvalidOperationException { InnerException: FormatException or ArgumentException or OptionsValidationException } binding => binding.Message,
        InvalidOperationException { Source: LogLevels } level => $"Logging:LogLevel cannot be read: {level.Message}",
        InvalidDataException { InnerException: { } inner } file => $"{file.Message} {inner.Message}",
        DbException => $"the database did not do what the start needs: {fault.Message}",
        IOException or UnauthorizedAccessException => $"a file cannot be used: {fault.Message}",
        _ => null,
    };

    /// <summary>None unless each of them is an operator's.</summary>
    public static string? All(IEnumerable<string?> texts) =>
        texts.ToArray() is var all && Array.TrueForAll(all, static text => text is not null) ? string.Join(" ", all) : null;
}
