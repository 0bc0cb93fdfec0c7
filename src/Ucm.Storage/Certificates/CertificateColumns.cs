using System.Data.Common;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Certificates;

/// <summary>The columns of a certificate in the order in which they are read.</summary>
internal static class CertificateColumns
{
    public const string Record =
        "c.authority, c.serial, c.request_id, c.status, c.profile, c.subject, c.names, c.not_before, c.not_after, c.created_at, c.requester, c.public_key_hash, "
        + "c.revoked_at, c.revocation_reason, c.revocation_sequence, c.invalidity_date, c.id, c.profile_version, c.ignored_extensions, c.is_system, "
        + "c.channel, c.labels, c.owner, c.notes, c.annotations_version, c.renews";

    public const string Row = Record + ", c.request_hash, c.tbs_hash, b.content";

    public const int Id = 16;

    /// <summary>The first column of <see cref="Row"/> after those of <see cref="Record"/>.</summary>
    public const int AfterRecord = 26;

    public const string SelectRow = $"select {Row} from certificates c join certificate_bytes b on b.id = c.id ";

    public const string SelectByKey = SelectRow + "where c.authority = @authority and c.serial = @serial";

    public const string SelectByRequest = SelectRow + "where c.request_id = @request";

    /// <summary>To be completed with the hash or hashes of public keys.</summary>
    public const string SelectCompromised = "select public_key_hash from certificates where revocation_reason = 1 and public_key_hash = ";

    public static DbCommand SetKey(this DbCommand command, CertificateKey key) =>
        command.Set("@authority", key.Authority.Value).Set("@serial", key.Serial.ToBytes());

    public static CertificateKey GetKey(this DbDataReader reader, int ordinal) =>
        new(AuthorityId.Parse(reader.GetString(ordinal)), SerialNumber.FromBytes(reader.GetOctets(ordinal + 1)));

    public static CertificateRecord ReadRecord(DbDataReader reader) => new(
        reader.GetKey(0),
        new RequestId(reader.GetString(2)),
        (CertificateStatus)reader.GetInt32(3),
        reader.GetString(4),
        reader.GetString(5),
        NameText.Decode(reader.GetString(6)),
        reader.GetTime(7),
        reader.GetTime(8),
        reader.GetTime(9),
        reader.GetString(10),
        reader.GetImmutable(11),
        [],
        ReadRevocation(reader, 12))
    {
        ProfileVersion = reader.GetInt64(17),
        IgnoredExtensions = [.. reader.GetString(18).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        IsSystem = reader.GetInt32(19) != 0,
        Way = ChannelText.Of(reader.GetInt32(20), reader.GetString(2)),
        Annotations = new CertificateAnnotations(LabelText.Decode(reader.GetString(21)), reader.GetString(22), reader.GetString(23)) { Version = reader.GetInt64(24) },
        Renews = CertificateKey.TryParseId(reader.GetTextOrNull(25), out var renewed) ? renewed : null,
    };

    public static CertificateRow ReadRow(DbDataReader reader)
    {
        var record = ReadRecord(reader);
        var content = reader.GetImmutable(AfterRecord + 2);
        var signed = record.Status is not (CertificateStatus.Reserved or CertificateStatus.Voided);
        return new CertificateRow(
            signed ? record with { Der = content } : record,
            reader.GetImmutable(AfterRecord),
            signed ? [] : content,
            reader.GetImmutable(AfterRecord + 1));
    }

    /// <summary>Four columns: time, reason, sequence, invalidity date.</summary>
    public static RevocationDetail? ReadRevocation(DbDataReader reader, int ordinal) => reader.IsDBNull(ordinal)
        ? null
        : new RevocationDetail(
            reader.GetTime(ordinal),
            (RevocationReason)reader.GetInt32(ordinal + 1),
            reader.GetInt64(ordinal + 2),
            reader.GetTimeOrNull(ordinal + 3));
}
