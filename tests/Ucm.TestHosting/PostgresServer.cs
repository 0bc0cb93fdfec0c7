using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Ucm.TestHosting;

/// <summary>
/// A PostgreSQL server of the test's own: scratch directory, loopback port, trust authentication, durable settings as in production. It can be stopped, killed and
/// frozen. The server refuses to run as root, so root runs it as the user postgres.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string ServiceUser = "postgres";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string folder;
    private readonly int port;
    private readonly PostgresNetwork? network;
    private int databases;

    private PostgresServer(string folder, int port, PostgresNetwork? network = null) => (this.folder, this.port, this.network) = (folder, port, network);

    /// <summary>Of the parent of all its processes.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), null);

    /// <summary>For one database, as the server's superuser. Of a server in another network: through its socket file, which this process can reach all the same.</summary>
    public string ConnectionString(string database = "postgres") => ConnectionString(database, network is null ? "127.0.0.1" : folder);

    /// <summary>The same for a client at the other end of the server's network.</summary>
    public string ConnectionString(string database, string host) => $"Host={host};Port={port};Username=postgres;Database={database}";

    /// <param name="network">Where it listens, if not on this machine's loopback.</param>
    /// <exception cref="InvalidOperationException">The server's programs are missing or refuse; the message holds what they printed.</exception>
    public static async Task<PostgresServer> Start(PostgresNetwork? network = null)
    {
        FastRun.MayNotStart("PostgreSQL");
        var folder = Directory.CreateTempSubdirectory("ucm-postgres-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await Run(["chown", ServiceUser, folder]);
        }

        var server = new PostgresServer(folder, FreePort(), network);
        await Postgres("initdb", "-D", server.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        if (network is not null)
        {
            await File.AppendAllTextAsync(Path.Combine(server.Data, "pg_hba.conf"), $"host all all {network.Clients} trust\n");
        }

        await server.Resume();
        return server;
    }

    /// <summary>A new, empty database.</summary>
    public async Task<string> CreateDatabase()
    {
        var name = $"ucm_{Interlocked.Increment(ref databases)}";
        await Execute(ConnectionString(), $"create database {name}");
        return ConnectionString(name);
    }

    /// <summary>One statement, past everything of ours.</summary>
    public static async Task<object?> Execute(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Starts it on its old data and port.</summary>
    public async Task Resume() => await Run(
    [
        .. network is null ? (string[])[] : ["ip", "netns", "exec", network.Namespace],
        .. Command("pg_ctl", "-D", Data, "-w", "-t", "60", "-l", Path.Combine(folder, "log"), "-o"),
        $"-p {port} -c listen_addresses={network?.Address ?? "127.0.0.1"} -k {folder} -c max_connections=300", "start",
    ]);

    /// <summary>A second server that follows this one synchronously: nothing is acknowledged here any more that is not durable there.</summary>
    public async Task<PostgresServer> StartStandby()
    {
        var standby = new PostgresServer(Directory.CreateTempSubdirectory("ucm-postgres-").FullName, FreePort());
        if (Environment.IsPrivilegedProcess)
        {
            await Run(["chown", ServiceUser, standby.folder]);
        }

        await Postgres("pg_basebackup", "-h", "127.0.0.1", "-p", $"{port}", "-U", "postgres", "-D", standby.Data, "-R", "-X", "stream", "-c", "fast", "--no-sync");
        await standby.Resume();
        await Execute(ConnectionString(), "alter system set synchronous_standby_names = '*'");
        await Execute(ConnectionString(), "select pg_reload_conf()");
        await Eventually.Until(async () => await Execute(ConnectionString(), "select sync_state from pg_stat_replication where sync_state = 'sync'") is not null);
        return standby;
    }

    /// <summary>Makes a standby the primary.</summary>
    public Task Promote() => Postgres("pg_ctl", "-D", Data, "-w", "-t", "60", "promote");

    /// <summary>The connection string of a database that is here or, after a promotion, on the other server.</summary>
    public string EitherConnectionString(PostgresServer other, string database) =>
        $"Host=127.0.0.1:{port},127.0.0.1:{other.port};Username=postgres;Database={database}";

    /// <summary><c>fast</c> ends sessions politely, <c>immediate</c> is a crash.</summary>
    public Task Stop(string mode = "fast") => Postgres("pg_ctl", "-D", Data, "-w", "-t", "60", "-m", mode, "stop");

    /// <summary>SIGSTOP to every process of the server: connections stay open and nobody answers.</summary>
    public Task Freeze() => Signal("STOP");

    public Task Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await Thaw();
            await Stop("immediate");
        }

        Directory.Delete(folder, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string Data => Path.Combine(folder, "data");

    private async Task Signal(string signal)
    {
        var parent = ProcessId;

        // The parent first: it starts no more children then. A child that has just ended needs no signal.
        await Run(["sh", "-c", $"kill -{signal} {parent}; for child in $(cat /proc/{parent}/task/*/children); do kill -{signal} $child 2>/dev/null || true; done"]);
    }

    private static Task Postgres(string program, params string[] arguments) => Run(Command(program, arguments));

    private static string[] Command(string program, params string[] arguments)
    {
        var directory = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order().LastOrDefault() : null;
        var path = Path.Combine(directory ?? throw new InvalidOperationException("PostgreSQL is not installed (Debian package postgresql)."), "bin", program);
        return Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid", ServiceUser, "--regid", ServiceUser, "--init-groups", path, .. arguments]
            : [path, .. arguments];
    }

    private static async Task Run(string[] command)
    {
        // A started server inherits the output: a file, because a pipe would stay open as long as the server runs.
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("sh") { WorkingDirectory = Path.GetTempPath() };
            foreach (var argument in (string[])["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", output, .. command])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            await process.WaitForExitAsync().WaitAsync(StartLimit);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(output)}");
            }
        }
        finally
        {
            File.Delete(output);
        }
    }
}
