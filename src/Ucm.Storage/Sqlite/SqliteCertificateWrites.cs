using System.Data.Common;
using System.Security.Cryptography;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

internal static class SqliteCertificateWrites
{
    private const string Insert =
        "insert into certificates (authority, serial, request_id, request_hash, status, profile, subject, names, search, not_before, not_after, created_at, "
        + "requester, public_key_hash, tbs_hash, shard, profile_version, ignored_extensions, is_system, channel, labels, owner, notes, renews, sha256, sha1) "
        + "select @authority, @serial, @request, @request_hash, @status, @profile, @subject, @names, "
        + "@search, @not_before, @not_after, @created_at, @requester, @public_key_hash, @tbs_hash, @shard, @profile_version, @ignored_extensions, @is_system, "
        + "@channel, @labels, @owner, @notes, @renews, @sha256, @sha1 "
        + $"where not exists ({Compromised} and @status = 0) on conflict do nothing returning id";

    private const string Compromised = CertificateColumns.SelectCompromised + "@public_key_hash";

    private const string InsertBytes = "insert into certificate_bytes (id, content) values (@id, @content)";

    private const string Sign = "update certificates set status = 1, sha256 = @sha256, sha1 = @sha1 where authority = @authority and serial = @serial and status = 0 returning id";

    private const string UpdateBytes = "update certificate_bytes set content = @content where id = @id";

    public static Applied Reserve(SqliteStatements statements, CertificateIntent intent)
    {
        if (Bind(statements[Insert], intent).ExecuteScalar() is not long id)
        {
            return new Applied(WhyNot(statements, intent), false);
        }

        statements[InsertBytes].Set("@id", id).Set("@content", intent.Content.Octets()).ExecuteNonQuery();
        SqliteAnnotationWrites.AddLabels(statements, id, intent.Annotations);
        var revoked = intent.Revocation is { } revocation ? SqliteRevocationWrites.Change(statements, revocation) : null;
        return new Applied(new Reservation.Made(revoked), true);
    }

    public static Applied Complete(SqliteStatements statements, CompleteCommand complete)
    {
        var sign = statements[Sign].SetKey(complete.Key)
            .Set("@sha256", CertificateFingerprints.Sha256(complete.Der))
            .Set("@sha1", CertificateFingerprints.Sha1(complete.Der));
        var id = sign.ExecuteScalar() as long?;
        if (id is not null)
            statements[UpdateBytes].Set("@id", id).Set("@content", complete.Der.Octets()).ExecuteNonQuery();

        return new Applied(FindRow(statements[CertificateColumns.SelectByKey].SetKey(complete.Key)), id is not null);
    }

    private static Reservation WhyNot(SqliteStatements statements, CertificateIntent intent)
    {
        if (FindRow(statements[CertificateColumns.SelectByRequest].Set("@request", intent.Request.Value)) is { } row)
            return new Reservation.RequestKnown(row);

        return statements[Compromised].Set("@public_key_hash", intent.PublicKeyHash.Octets()).ExecuteScalar() is null
            ? new Reservation.SerialTaken()
            : new Reservation.KeyCompromised();
    }

    private static DbCommand Bind(DbCommand command, CertificateIntent intent) => command
        .SetKey(intent.Key)
        .Set("@request", intent.Request.Value)
        .Set("@request_hash", intent.RequestHash.Octets())
        .Set("@status", (long)intent.Status)
        .Set("@profile", intent.Profile)
        .Set("@subject", intent.Subject)
        .Set("@names", NameText.Encode(intent.Names))
        .Set("@search", NameText.Searchable(intent))
        .Set("@not_before", intent.NotBefore.Microseconds())
        .Set("@not_after", intent.NotAfter.Microseconds())
        .Set("@created_at", intent.CreatedAt.Microseconds())
        .Set("@requester", intent.Requester)
        .Set("@public_key_hash", intent.PublicKeyHash.Octets())
        .Set("@tbs_hash", SHA256.HashData(intent.ToBeSigned.AsSpan()))
        .Set("@shard", (long)intent.Shard)
        .Set("@profile_version", intent.ProfileVersion)
        .Set("@ignored_extensions", string.Join(' ', intent.IgnoredExtensions))
        .Set("@is_system", intent.IsSystem ? 1L : 0L)
        .Set("@channel", (long)intent.Way)
        .Set("@labels", LabelText.Encode(intent.Annotations.Labels))
        .Set("@owner", intent.Annotations.Owner)
        .Set("@notes", intent.Annotations.Notes)
        .Set("@renews", intent.Renews?.ToId())
        .Set("@sha256", intent.Sha256)
        .Set("@sha1", intent.Sha1);

    private static CertificateRow? FindRow(DbCommand command)
    {
        using var reader = command.ExecuteReader();
        return reader.Read() ? CertificateColumns.ReadRow(reader) : null;
    }
}
