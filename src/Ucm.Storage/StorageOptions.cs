using System.ComponentModel.DataAnnotations;
using Ucm.Storage.Postgres;

namespace Ucm.Storage;

/// <summary>Where the database is.</summary>
public sealed class StorageOptions
{
    public const string Section = "Ucm:Storage";

    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>For SQLite <c>Data Source=…</c>; the host fills it from the data directory when it is not set.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// For PostgreSQL and for those who open connections of their own, such as Orleans' membership: the same with our bounds on every wait where it has none. With
    /// Npgsql's own a node whose network came back would wait up to half a minute for an answer that was lost.
    /// </summary>
    public string BoundedConnectionString => PostgresDatabase.Bounded(ConnectionString).ConnectionString;

    /// <summary>For PostgreSQL: the connection string of the role that owns the schema, used for migrating only. Without one the other is used.</summary>
    public string? MigrationConnectionString { get; set; }

    /// <summary>For PostgreSQL: a server across a network need not prove who it is (<c>SSL Mode=VerifyFull</c>). Whoever stands in between then reads and writes everything.</summary>
    public bool AllowUnverifiedServer { get; set; }

    /// <summary>How many batches may be under way at once, each on its own connection; those after the first only help when it falls behind. Without a value 1 on SQLite, which has no use for more, and 2 on PostgreSQL.</summary>
    [Range(1, 16)]
    public int? Writers { get; set; }

    /// <summary>The most time one batch may take, and the longest a write waits for its batch to begin; a server that does not answer is given up on after that.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many writes may wait for the writer; one more waits for <see cref="QueueTimeout"/> and is then refused.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>The most writes in one transaction.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 512;

    /// <summary>How long a write waits for room in the queue before the storage calls itself unavailable.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// One sentence for each connection string that the database's client cannot read. The string itself, with its password, is never repeated.
    /// </summary>
    public IEnumerable<string> FindFaults() =>
        new[] { (Name: nameof(ConnectionString), Text: ConnectionString), (Name: nameof(MigrationConnectionString), Text: MigrationConnectionString) }
            .Where(static one => !string.IsNullOrEmpty(one.Text))
            .Select(one => ConnectionStrings.FindFault(Provider, one.Text!) is { } reason ? $"{Section}:{one.Name} {reason}" : null)
            .OfType<string>();
}
