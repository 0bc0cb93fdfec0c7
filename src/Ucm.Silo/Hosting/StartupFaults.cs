using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Ucm.Grains.Signing;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;

namespace Ucm.Silo.Hosting;

/// <summary>Turns the faults an operator can mend into one line; everything else stays an exception with its stack.</summary>
internal static class StartupFaults
{
    public static string? Describe(Exception fault) => fault switch
    {
        StartupException startup => startup.Message,
        MasterKeyException or WrongMasterKeyException or DatabaseTooNewException or StorageUnavailableException => Sentence(fault.Message),
        OptionsValidationException options => string.Join(" ", options.Failures),
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        IOException { InnerException: AddressInUseException } bind => bind.Message.TrimEnd('.') + "; choose another with Ucm:Http:HttpsPort or Ucm:Http:HttpPort.",
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AccessDenied } socket => socket.Message,
        OrleansLifecycleCanceledException or OrleansException when fault.InnerException is { } inner => Describe(inner),
        InvalidOperationException { InnerException: FormatException or ArgumentException or OptionsValidationException } binding => binding.Message,
        _ => null,
    };

    private static string Sentence(string message) => char.ToLowerInvariant(message[0]) + message[1..];
}
