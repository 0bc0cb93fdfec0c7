using System.Collections.Immutable;
using System.Data.Common;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Certificates;

internal sealed class CertificateStore(IStorageWriter writer, IReadPool reads, ICertificateCounts counts) : ICertificateStore
{
    private const string StatusByKey =
        "select c.status, c.not_after, c.revoked_at, c.revocation_reason, c.revocation_sequence, c.invalidity_date, "
        + "case when c.status = 1 then (select max(l.revoked_at) from revocations l "
        + "where l.authority = c.authority and l.serial = c.serial and l.reason = 8) end "
        + "from certificates c where c.authority = @authority and c.serial = @serial and c.status <> 0";

    private const string Compromised = CertificateColumns.SelectCompromised + "@hash limit 1";

    private const string Reserved =
        CertificateColumns.SelectRow + "where c.status = 0 and c.created_at < @before order by c.created_at, c.id limit @take";

    private const string Successor = "select c.authority, c.serial from certificates c where c.renews = @renewed and c.status in (1, 2, 3) order by c.id desc limit 1";

    private const string WithoutFingerprint =
        "select c.id, b.content from certificates c join certificate_bytes b on b.id = c.id where c.sha256 is null and c.status in (1, 2, 3) order by c.id limit @take";

    public Task<Reservation> Reserve(CertificateIntent intent, CommitCompanion companion, CancellationToken cancellationToken) =>
        writer.Write(new ReserveCommand(intent) { Companion = companion }, cancellationToken);

    public Task<CertificateRow?> Complete(CertificateKey key, ImmutableArray<byte> der, CommitCompanion companion, CancellationToken cancellationToken) =>
        writer.Write(new CompleteCommand(key, der) { Companion = companion }, cancellationToken);

    public Task<bool> Void(CertificateKey key, DateTimeOffset at, CommitCompanion companion, CancellationToken cancellationToken) =>
        writer.Write(new VoidCommand(key, at) { Companion = companion }, cancellationToken);

    public Task<RevocationResult> ChangeRevocation(RevocationChange change, CommitCompanion companion, CancellationToken cancellationToken) =>
        writer.Write(new ChangeRevocationCommand(change) { Companion = companion }, cancellationToken);

    public Task<CertificateRow?> Find(CertificateKey key, CancellationToken cancellationToken) =>
        reads.Read(CertificateColumns.SelectByKey, command => command.SetKey(key), ReadOne, cancellationToken);

    public Task<bool> IsCompromised(ImmutableArray<byte> publicKeyHash, CancellationToken cancellationToken) =>
        reads.Read(
            Compromised,
            command => command.Set("@hash", publicKeyHash.Octets()),
            static async (reader, token) => await reader.ReadAsync(token),
            cancellationToken);

    public Task<CertificateRow?> FindByRequest(RequestId request, CancellationToken cancellationToken) =>
        reads.ReadTogether(CertificateColumns.SelectByRequest, command => command.Set("@request", request.Value), ReadOne, cancellationToken);

    public Task<CertificateStatusRow?> FindStatus(CertificateKey key, CancellationToken cancellationToken) =>
        reads.ReadTogether(
            StatusByKey,
            command => command.SetKey(key),
            static async (reader, token) => await reader.ReadAsync(token) ? ReadStatus(reader) : null,
            cancellationToken);

    public Task<ImmutableArray<CertificateRow>> ListReserved(DateTimeOffset createdBefore, int take, CancellationToken cancellationToken) =>
        reads.Scan(
            Reserved,
            command => command.Set("@before", createdBefore.Microseconds()).Set("@take", take),
            (reader, token) => reader.ReadAll(CertificateColumns.ReadRow, token),
            cancellationToken);

    public async Task<CertificatePage> List(CertificateQuery query, CancellationToken cancellationToken)
    {
        var statement = CertificateListQuery.From(query);
        var rows = await reads.Scan(
            statement.Sql,
            statement.Bind,
            (reader, token) => reader.ReadAll(row => (Id: row.GetInt64(CertificateColumns.Id), Record: CertificateColumns.ReadRecord(row)), token),
            cancellationToken);
        return new CertificatePage([.. rows.Take(query.Take).Select(row => row.Record)], Cursor.After(rows, query.Take, row => row.Id));
    }

    public Task<int> CountUpTo(CertificateQuery query, int most, CancellationToken cancellationToken)
    {
        var statement = CertificateListQuery.Count(query, most);
        return reads.Scan(
            statement.Sql,
            statement.Bind,
            static async (reader, token) => await reader.ReadAsync(token) ? (int)reader.GetInt64(0) : 0,
            cancellationToken);
    }

    public Task<CertificateKey?> FindSuccessor(CertificateKey key, CancellationToken cancellationToken) =>
        reads.Read(
            Successor,
            command => command.Set("@renewed", key.ToId()),
            static async (reader, token) => await reader.ReadAsync(token) ? reader.GetKey(0) : (CertificateKey?)null,
            cancellationToken);

    public Task<bool> Annotate(CertificateKey key, CertificateAnnotations annotations, CommitCompanion companion, CancellationToken cancellationToken) =>
        writer.Write(new AnnotateCertificateCommand(key, annotations) { Companion = companion }, cancellationToken);

    public async Task<int> FillFingerprints(int take, CancellationToken cancellationToken)
    {
        var rows = await reads.Scan(
            WithoutFingerprint,
            command => command.Set("@take", take),
            (reader, token) => reader.ReadAll(static row => new MissingFingerprint(row.GetInt64(0), row.GetImmutable(1)), token),
            cancellationToken);
        if (!rows.IsEmpty)
            await writer.Write(new FillFingerprintsCommand(rows), cancellationToken);

        return rows.Length;
    }

    public Task<CertificateCounts> Count(DateTimeOffset now, CancellationToken cancellationToken) =>
        counts.Count(now, cancellationToken);

    private static CertificateStatusRow ReadStatus(DbDataReader reader) =>
        new((CertificateStatus)reader.GetInt32(0), reader.GetTime(1), CertificateColumns.ReadRevocation(reader, 2)) { ReleasedAt = reader.GetTimeOrNull(6) };

    private static async ValueTask<CertificateRow?> ReadOne(DbDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken) ? CertificateColumns.ReadRow(reader) : null;
}
