using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Storage.Commits;
using Ucm.Storage.Keys;

namespace Ucm.Grains.Signing;

/// <summary>Proves at start that the master key belongs to the database, by an envelope that was stored when the database was new.</summary>
public sealed class MasterKeyCheck
{
    private const string Id = "master-key-check";

    private readonly MasterKey masterKey;
    private readonly IKeyStore keys;
    private readonly TimeProvider clock;

    public MasterKeyCheck(MasterKey masterKey, IKeyStore keys, TimeProvider clock) => (this.masterKey, this.keys, this.clock) = (masterKey, keys, clock);

    private static ReadOnlySpan<byte> Known => "UltimateCA master key check"u8;

    /// <summary>Whether the database has a master key already.</summary>
    public static async Task<bool> IsRecorded(IKeyStore keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return await keys.Find(Id, cancellationToken) is not null;
    }

    /// <exception cref="WrongMasterKeyException">The database was made with another master key.</exception>
    public async Task Confirm(CancellationToken cancellationToken)
    {
        var row = await keys.Find(Id, cancellationToken) ?? await Record(cancellationToken);
        byte[] opened;
        try
        {
            opened = KeyEnvelope.Open(masterKey, new EnvelopeName(row.Id, row.Purpose), row.Envelope.AsSpan());
        }
        catch (CryptographicException)
        {
            throw new WrongMasterKeyException();
        }

        if (!opened.AsSpan().SequenceEqual(Known))
        {
            throw new WrongMasterKeyException();
        }
    }

    private async Task<KeyRow> Record(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var row = new KeyRow(Id, Id, "none", [], [.. KeyEnvelope.Seal(masterKey, new EnvelopeName(Id, Id), Known)], now);
        var audit = new AuditEntry(now, Caller.System("master-key").ToString(), null, "master-key.adopt", "database");
        await keys.Add(row, CommitCompanion.Of(audit), cancellationToken);

        // Two nodes may start on an empty database at once: what is stored counts.
        return await keys.Find(Id, cancellationToken) ?? throw new InvalidOperationException("The master key check was neither added nor found.");
    }
}
