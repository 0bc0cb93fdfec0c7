using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Cluster.Partition;

/// <summary>
/// Two network namespaces, A and B, and two links between them, each through a switch of its own in a third one. A cut takes B's port off the switch: both ends keep their
/// interfaces, addresses and connections, and what they send arrives nowhere and is answered by nobody, as when a cable between two switches breaks.
/// </summary>
internal sealed class CutNetwork : IAsyncDisposable
{
    public static readonly Link Cluster = new("cluster", "10.177.1");
    public static readonly Link Database = new("database", "10.177.2");
    private readonly NetworkNamespace wire;

    private CutNetwork(string prefix)
    {
        (A, B) = (new NetworkNamespace($"{prefix}-a"), new NetworkNamespace($"{prefix}-b"));
        wire = new NetworkNamespace($"{prefix}-w");
    }

    public NetworkNamespace A { get; }

    public NetworkNamespace B { get; }

    /// <exception cref="InvalidOperationException">This process may not, or the machine cannot; the message holds what was said.</exception>
    public static async Task<CutNetwork> Create()
    {
        var network = new CutNetwork($"ucm{Guid.NewGuid().ToString("n")[..6]}");
        try
        {
            foreach (var name in (NetworkNamespace[])[network.wire, network.A, network.B])
            {
                await Ip("netns", "add", name.Name);
                await Ip("-n", name.Name, "link", "set", "lo", "up");
            }

            await network.Lay(Cluster);
            await network.Lay(Database);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    public Task Cut(Link link) => Ip("-n", wire.Name, "link", "set", $"{link.Name}b", "nomaster");

    public Task Heal(Link link) => Ip("-n", wire.Name, "link", "set", $"{link.Name}b", "master", link.Name);

    /// <summary>The interfaces go with their namespaces.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var name in (NetworkNamespace[])[A, B, wire])
        {
            await Tool.Run("ip", ["netns", "del", name.Name]);
        }
    }

    private async Task Lay(Link link)
    {
        await Ip("-n", wire.Name, "link", "add", link.Name, "type", "bridge");
        await Ip("-n", wire.Name, "link", "set", link.Name, "up");
        foreach (var (side, end, address) in ((NetworkNamespace, string, string)[])[(A, "a", link.A), (B, "b", link.B)])
        {
            var port = $"{link.Name}{end}";
            await Ip("-n", wire.Name, "link", "add", port, "type", "veth", "peer", "name", link.Name, "netns", side.Name);
            await Ip("-n", wire.Name, "link", "set", port, "master", link.Name, "up");
            await Ip("-n", side.Name, "addr", "add", $"{address}/24", "dev", link.Name);
            await Ip("-n", side.Name, "link", "set", link.Name, "up");
        }
    }

    private static async Task Ip(params string[] arguments)
    {
        var result = await Tool.Run("ip", arguments);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {result.All.Trim()}");
        }
    }

    /// <param name="Name">Of the switch and of each side's interface.</param>
    /// <param name="Network">The first three octets; they exist in these namespaces only.</param>
    internal sealed record Link(string Name, string Network)
    {
        public string A => $"{Network}.1";

        public string B => $"{Network}.2";

        public string Addresses => $"{Network}.0/24";
    }
}
