using Npgsql;

namespace Ucm.Storage.Postgres;

/// <summary>
/// Opens connections the way we want them: every wait is bounded, what is acknowledged is flushed, and a server that is no primary is not taken.
/// What the connection string says wins, except where a promise would break.
/// </summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>The server ends the session of a client whose machine is gone within half a minute, and what it holds is free.</summary>
    public const string NoticesLoss = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=8000";

    // A session whose client froze or vanished while it held locks ends by itself: other silos wait behind these locks. Sooner than Npgsql's keepalive would prolong it.
    // A limit on statements that somebody gave the role is not ours: the command time-out bounds each one here, and a stream of rows may take longer.
    private const string BoundedSession = $"-c idle_in_transaction_session_timeout=4s -c lock_timeout=4s -c statement_timeout=0 {NoticesLoss}";

    // Every statement of ours has an index for it. Plans made while a table was empty must not outlive that, so none of them may read a table from end to end.
    private const string PlansByIndex = "-c enable_seqscan=off -c jit=off";

    private const string WriterSession = $"{BoundedSession} {PlansByIndex} -c synchronous_commit=on -c plan_cache_mode=force_custom_plan";

    private const string ReaderSession = $"{BoundedSession} {PlansByIndex} -c default_transaction_read_only=on";

    private const string IsStandby = "select pg_is_in_recovery()";

    public PostgresDatabase(StorageOptions options)
    {
        // A writer keeps its connection as long as that works; a pool would hand it back after a failure.
        // A commit that is cancelled while it waits for a standby is done all the same, and the server says so like of any other: what was cancelled must not be listened to.
        Writer = Create(options.ConnectionString, WriterSession, settings => (settings.Pooling, settings.CancellationTimeout) = (false, -1));
        SharedReader = Create(options.ConnectionString, ReaderSession, settings => settings.Pooling = false);

        // Our reads leave nothing behind in a session, and undoing nothing costs the server more than a read.
        Reader = Create(options.ConnectionString, ReaderSession, settings => (settings.Pooling, settings.NoResetOnClose) = (true, true));
        Plain = Create(options.ConnectionString, $"{BoundedSession} -c synchronous_commit=on", settings => settings.Pooling = true);
    }

    public NpgsqlDataSource Writer { get; }

    public NpgsqlDataSource Reader { get; }

    /// <summary>For those who keep a connection and read for many.</summary>
    public NpgsqlDataSource SharedReader { get; }

    /// <summary>For Orleans' own providers.</summary>
    public NpgsqlDataSource Plain { get; }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await Reader.DisposeAsync();
        await SharedReader.DisposeAsync();
        await Plain.DisposeAsync();
    }

    /// <summary>The connection string with our bounds where it has none.</summary>
    public static NpgsqlConnectionStringBuilder Bounded(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var given = settings.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        Default("Timeout", () => settings.Timeout = 3);
        Default("Command Timeout", () => settings.CommandTimeout = 4);
        Default("Cancellation Timeout", () => settings.CancellationTimeout = 1000);
        Default("Keepalive", () => settings.KeepAlive = 5);
        Default("Maximum Pool Size", () => settings.MaxPoolSize = 32);
        Default("Max Auto Prepare", () => settings.MaxAutoPrepare = 100);
        Default("Auto Prepare Min Usages", () => settings.AutoPrepareMinUsages = 2);
        Default("Application Name", () => settings.ApplicationName = "ucm");
        return settings;

        void Default(string keyword, Action set)
        {
            if (!given.Contains(keyword))
                set();
        }
    }

    /// <summary>One data source, of the primary when several hosts are named. A single host that turns out to be a standby is not taken.</summary>
    public static NpgsqlDataSource Create(string connectionString, string session, Action<NpgsqlConnectionStringBuilder> configure)
    {
        var settings = Bounded(connectionString);
        settings.Options = $"{session} {settings.Options}".Trim();
        configure(settings);
        var several = settings.Host?.Contains(',', StringComparison.Ordinal) == true;
        if (several)
        {
            // We always want the server that takes writes, and Npgsql wants to hear it from the data source.
            settings.Remove("Target Session Attributes");
            settings.HostRecheckSeconds = 1;
        }

        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (several)
            return builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary);

        // A name or address may lead to the old primary until it moves. A primary becomes a standby only by a restart, which ends its sessions: to ask when one begins is enough.
        builder.UsePhysicalConnectionInitializer(RefuseStandby, RefuseStandbyAsync);
        return builder.Build();
    }

    private static void RefuseStandby(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(IsStandby, connection);
        RefuseIf(command.ExecuteScalar());
    }

    private static async Task RefuseStandbyAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(IsStandby, connection);
        RefuseIf(await command.ExecuteScalarAsync());
    }

    private static void RefuseIf(object? isStandby)
    {
        if (isStandby is true)
            throw new NpgsqlException("The server is a standby.");
    }
}
