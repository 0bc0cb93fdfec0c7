using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Cluster;

namespace Ucm.Frontend.Hosting;

/// <summary>Turns the faults of a start that an operator can mend into one line; everything else stays an exception with its stack.</summary>
internal static class FrontendStartupFaults
{
    public static string? Describe(Exception fault) => fault switch
    {
        StartupException or ClusterCredentialsException => fault.Message,
        OptionsValidationException options => string.Join(" ", options.Failures),
        IOException { InnerException: AddressInUseException } bind => bind.Message.TrimEnd('.') + "; choose another with Ucm:Http:HttpsPort or Ucm:Http:HttpPort.",
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse or SocketError.AccessDenied or SocketError.AddressNotAvailable } socket => socket.Message,
        InvalidOperationException { InnerException: FormatException or ArgumentException or OptionsValidationException } binding => binding.Message,
        _ => null,
    };
}
