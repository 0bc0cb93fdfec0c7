using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

internal static class SqliteRevocationWrites
{
    private const string Current =
        "select id, status, revocation_reason, revoked_at, invalidity_date from certificates where authority = @authority and serial = @serial";

    private const string Append =
        "insert into revocations (authority, serial, reason, revoked_at, invalidity_date, recorded_at, shard) "
        + "select @authority, @serial, @reason, @revoked_at, @invalidity_date, @recorded_at, shard from certificates where id = @id returning sequence";

    private const string Update =
        "update certificates set status = @status, revoked_at = @revoked_at, revocation_reason = @reason, revocation_sequence = @sequence, "
        + "invalidity_date = @invalidity_date where id = @id";

    public static RevocationResult Change(SqliteStatements statements, RevocationChange change)
    {
        var (id, state) = Find(statements, change.Key);
        if (state is null)
            return new RevocationResult(RevocationVerdict.NotFound, null, null);

        var decision = RevocationRule.Decide(state, change);
        if (!decision.Changes)
            return new RevocationResult(decision.Verdict, null, state.Status);

        var sequence = Write(statements, id, change, decision);
        var receipt = new RevocationReceipt(change.Key, sequence, decision.At.AsStored(), change.Reason);
        return new RevocationResult(RevocationVerdict.Changed, receipt, decision.Status);
    }

    public static Applied Void(SqliteStatements statements, VoidCommand command)
    {
        var (id, state) = Find(statements, command.Key);
        if (state is not { Status: CertificateStatus.Reserved })
            return new Applied(false, false);

        var change = new RevocationChange(command.Key, RevocationReason.CessationOfOperation, command.At, null);
        Write(statements, id, change, new RevocationDecision(RevocationVerdict.Changed, CertificateStatus.Voided, command.At, null));
        return new Applied(true, true);
    }

    private static (long Id, RevocationState? State) Find(SqliteStatements statements, CertificateKey key)
    {
        using var reader = statements[Current].SetKey(key).ExecuteReader();
        if (!reader.Read())
            return default;

        var reason = reader.IsDBNull(2) ? (RevocationReason?)null : (RevocationReason)reader.GetInt32(2);
        return (reader.GetInt64(0), new RevocationState((CertificateStatus)reader.GetInt32(1), reason, reader.GetTimeOrNull(3), reader.GetTimeOrNull(4)));
    }

    private static long Write(SqliteStatements statements, long id, RevocationChange change, RevocationDecision decision)
    {
        var sequence = (long)statements[Append]
            .SetKey(change.Key)
            .Set("@id", id)
            .Set("@reason", (long)change.Reason)
            .Set("@revoked_at", decision.At.Microseconds())
            .Set("@invalidity_date", decision.InvalidityDate?.Microseconds())
            .Set("@recorded_at", change.RecordedAt.Microseconds())
            .ExecuteScalar()!;
        var lifted = decision.Status == CertificateStatus.Good;
        statements[Update]
            .Set("@id", id)
            .Set("@status", (long)decision.Status)
            .Set("@revoked_at", lifted ? null : decision.At.Microseconds())
            .Set("@reason", lifted ? null : (long)change.Reason)
            .Set("@sequence", lifted ? null : sequence)
            .Set("@invalidity_date", lifted ? null : decision.InvalidityDate?.Microseconds())
            .ExecuteNonQuery();
        return sequence;
    }
}
