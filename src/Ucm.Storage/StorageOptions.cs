using System.ComponentModel.DataAnnotations;

namespace Ucm.Storage;

/// <summary>Where the database is.</summary>
public sealed class StorageOptions
{
    public const string Section = "Ucm:Storage";

    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>For SQLite <c>Data Source=…</c>; the host fills it from the data directory when it is not set.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>How many writes may wait for the writer; one more waits for <see cref="QueueTimeout"/> and is then refused.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 8192;

    /// <summary>The most writes in one transaction.</summary>
    [Range(1, 10_000)]
    public int BatchSize { get; set; } = 512;

    /// <summary>How long a write waits for room in the queue before the storage calls itself unavailable.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
