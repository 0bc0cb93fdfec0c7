using System.Diagnostics;
using Npgsql;

namespace Ucm.TestHosting;

/// <summary>
/// A real PgBouncer in front of a test's PostgreSQL server, set up as its how-tos say (Debian package pgbouncer; a missing one fails the test).
/// </summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly Process process;
    private readonly int port;

    private PgBouncer(DirectoryInfo folder, Process process, int port) => (this.folder, this.process, this.port) = (folder, process, port);

    /// <param name="behind">A connection string of the server.</param>
    /// <param name="mode"><c>transaction</c> or <c>session</c></param>
    /// <param name="ignored">Startup parameters that it takes and drops.</param>
    public static async Task<PgBouncer> Start(string behind, string mode, string ignored = "extra_float_digits,options")
    {
        FastRun.MayNotStart("PgBouncer");
        var server = new NpgsqlConnectionStringBuilder(behind);
        var folder = Directory.CreateTempSubdirectory("ucm-pgbouncer-");
        var port = PostgresServer.FreePort();
        var users = Path.Combine(folder.FullName, "users.txt");
        var settings = Path.Combine(folder.FullName, "pgbouncer.ini");
        await File.WriteAllTextAsync(users, "\"postgres\" \"\"\n\"pooled\" \"\"\n");
        await File.WriteAllTextAsync(settings, $"""
            [databases]
            * = host={server.Host} port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {users}
            pool_mode = {mode}
            ignore_startup_parameters = {ignored}
            max_client_conn = 200

            """);

        // It refuses to run as root, as the database server does.
        string[] command = Environment.IsPrivilegedProcess
            ? ["sh", "-c", "chmod -R o+rX \"$1\"; exec setpriv --reuid postgres --regid postgres --init-groups pgbouncer -q \"$2\"", "sh", folder.FullName, settings]
            : ["pgbouncer", "-q", settings];
        var started = Process.Start(new ProcessStartInfo(command[0], command[1..])) ?? throw new InvalidOperationException("PgBouncer does not start.");
        var bouncer = new PgBouncer(folder, started, port);
        await Eventually.Until(async () => started.HasExited || await Answers(bouncer.ConnectionString(behind)));
        return started.HasExited ? throw new InvalidOperationException("PgBouncer ended (Debian package pgbouncer).") : bouncer;
    }

    /// <summary>The way to the same database through the pool.</summary>
    public string ConnectionString(string direct) => new NpgsqlConnectionStringBuilder(direct) { Host = "127.0.0.1", Port = port }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static async Task<bool> Answers(string connectionString)
    {
        try
        {
            await PostgresServer.Execute(connectionString, "select 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
