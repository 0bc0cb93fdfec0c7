using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Sqlite;

/// <summary>What is kept beside a certificate: annotations, and the hashes that it is looked up by.</summary>
internal static class SqliteAnnotationWrites
{
    private const string Update =
        "update certificates set labels = @labels, owner = @owner, notes = @notes, annotations_version = @version + 1 "
        + "where authority = @authority and serial = @serial and annotations_version = @version returning id";

    private const string RemoveLabels = "delete from certificate_labels where certificate = @id";

    private const string InsertLabel = "insert into certificate_labels (certificate, name, value) values (@id, @name, @value)";

    private const string SetFingerprint = "update certificates set sha256 = @sha256, sha1 = @sha1 where id = @id and sha256 is null";

    public static Applied Annotate(SqliteStatements statements, AnnotateCertificateCommand command)
    {
        var annotations = command.Annotations;
        var update = statements[Update].SetKey(command.Key)
            .Set("@labels", LabelText.Encode(annotations.Labels))
            .Set("@owner", annotations.Owner)
            .Set("@notes", annotations.Notes)
            .Set("@version", annotations.Version);
        if (update.ExecuteScalar() is not long id)
            return new Applied(false, false);

        statements[RemoveLabels].Set("@id", id).ExecuteNonQuery();
        AddLabels(statements, id, annotations);
        return new Applied(true, true);
    }

    public static void AddLabels(SqliteStatements statements, long id, CertificateAnnotations annotations)
    {
        foreach (var label in annotations.Labels)
            statements[InsertLabel].Set("@id", id).Set("@name", label.Name).Set("@value", label.Value).ExecuteNonQuery();
    }

    public static Applied Fill(SqliteStatements statements, FillFingerprintsCommand command)
    {
        var filled = 0;
        foreach (var row in command.Rows)
        {
            filled += statements[SetFingerprint]
                .Set("@id", row.Id)
                .Set("@sha256", CertificateFingerprints.Sha256(row.Content))
                .Set("@sha1", CertificateFingerprints.Sha1(row.Content))
                .ExecuteNonQuery();
        }

        return new Applied(filled, false);
    }
}
