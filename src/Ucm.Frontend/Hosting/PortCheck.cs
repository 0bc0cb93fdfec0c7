using System.Net;
using System.Net.Sockets;
using Ucm.Frontend.Http;

namespace Ucm.Frontend.Hosting;

/// <summary>
/// Opens and closes each port that a process is about to listen on, before it does anything else: whoever listens later says that an address is
/// taken, but not which setting named it, and only for the first one.
/// </summary>
internal static class PortCheck
{
    /// <exception cref="StartupException">One or more cannot be opened; all of them in one message.</exception>
    public static void Run(params IEnumerable<PortSetting> settings)
    {
        var faults = settings.Where(static setting => setting.Port != 0).Distinct().Select(Fault).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        if (faults.Length > 0)
        {
            throw new StartupException(string.Join(" ", faults));
        }
    }

    /// <summary>Those of a process with all listeners, or with the plain one alone.</summary>
    public static IEnumerable<PortSetting> Of(HttpOptions http, bool withTls)
    {
        const string Address = $"{HttpOptions.Section}:{nameof(HttpOptions.Address)}";
        var plain = new PortSetting($"{HttpOptions.Section}:{nameof(HttpOptions.HttpPort)}", http.HttpPort, Address, http.Address);
        return withTls
            ?
            [
                plain,
                new PortSetting($"{HttpOptions.Section}:{nameof(HttpOptions.HttpsPort)}", http.HttpsPort, Address, http.Address),
                new PortSetting($"{HttpOptions.Section}:{nameof(HttpOptions.MtlsPort)}", http.MtlsPort, Address, http.Address),
            ]
            : [plain];
    }

    private static string? Fault(PortSetting setting)
    {
        try
        {
            foreach (var address in Addresses(setting.Address))
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                if (address.Equals(IPAddress.IPv6Any))
                {
                    socket.DualMode = true;
                }

                socket.Bind(new IPEndPoint(address, setting.Port));
                socket.Listen();
            }

            return null;
        }
        catch (SocketException fault)
        {
            return fault.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"{setting.Key} is {setting.Port}, and another program listens on {setting.Address}:{setting.Port}; choose another port, or stop that program.",
                SocketError.AccessDenied =>
                    $"{setting.Key} is {setting.Port}, and this user may not listen on ports below 1024; choose another, or give the service CAP_NET_BIND_SERVICE.",
                SocketError.AddressNotAvailable => $"{setting.AddressKey} is '{setting.Address}', which is no address of this machine.",
                _ => $"{setting.Key}: {setting.Address}:{setting.Port} cannot be listened on: {fault.Message}.",
            };
        }
    }

    /// <summary>As Kestrel understands the text; none for one that is refused elsewhere.</summary>
    private static IEnumerable<IPAddress> Addresses(string text) => text switch
    {
        "*" => [Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any],
        _ when text.Equals("localhost", StringComparison.OrdinalIgnoreCase) =>
            HasLoopback6() ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback],
        _ => IPAddress.TryParse(text, out var address) ? [address] : [],
    };

    private static bool HasLoopback6()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return false;
        }

        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>A port to listen on, with the settings that named it and its address.</summary>
internal sealed record PortSetting(string Key, int Port, string AddressKey, string Address);
