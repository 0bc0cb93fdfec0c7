using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ucm.Conformance.Tests.Cluster.Partition;

/// <summary>A network of its own inside this machine: nothing in it is reached from outside, except by whoever enters it.</summary>
internal sealed record NetworkNamespace(string Name)
{
    private const int CloneNewNet = 0x40000000;

    /// <summary>A command line that runs another one in here.</summary>
    public string[] Enter(params string[] command) => ["ip", "netns", "exec", Name, .. command];

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>: this namespace's loopback at the port that the URL names.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = await Open();
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A socket belongs for ever to the namespace of the thread that made it, and that thread ends here, so no other work is lost in there.</summary>
    private Task<Socket> Open()
    {
        var opened = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/run/netns/{Name}");
                if (SetNamespace(handle, CloneNewNet) != 0)
                {
                    throw new IOException($"setns({Name}): error {Marshal.GetLastPInvokeError()}");
                }

                opened.SetResult(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
            }
            catch (Exception fault)
            {
                opened.SetException(fault);
            }
        });
        thread.Start();
        return opened.Task;
    }

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNamespace(SafeFileHandle handle, int kind);
}
