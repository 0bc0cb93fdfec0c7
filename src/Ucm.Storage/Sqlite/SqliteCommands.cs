using Ucm.Storage.Certificates;
using Ucm.Storage.Crls;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Keys;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Sqlite;

/// <summary>What each command means in SQL.</summary>
internal static class SqliteCommands
{
    public static Applied Apply(SqliteStatements statements, StorageCommand command) => command switch
    {
        ReserveCommand reserve => SqliteCertificateWrites.Reserve(statements, reserve.Intent),
        CompleteCommand complete => SqliteCertificateWrites.Complete(statements, complete),
        VoidCommand void_ => SqliteRevocationWrites.Void(statements, void_),
        ChangeRevocationCommand change => Changed(SqliteRevocationWrites.Change(statements, change.Change)),
        AnnotateCertificateCommand annotate => SqliteAnnotationWrites.Annotate(statements, annotate),
        FillFingerprintsCommand fill => SqliteAnnotationWrites.Fill(statements, fill),
        WriteGrainStateCommand write => SqliteGrainStateWrites.Write(statements, write),
        ClearGrainStateCommand clear => SqliteGrainStateWrites.Clear(statements, clear),
        AddKeyCommand add => SqliteRowWrites.AddKey(statements, add.Row),
        BeginCrlCommand begin => SqliteCrlWrites.Begin(statements, begin),
        AppendCrlPartCommand append => SqliteCrlWrites.Append(statements, append),
        PublishCrlCommand publish => SqliteCrlWrites.Publish(statements, publish.Row),
        PruneCrlsCommand prune => SqliteCrlWrites.Prune(statements, prune),
        AppendCommand => new Applied(true, true),
        _ => throw new NotSupportedException($"{command.GetType().Name} has no SQL."),
    };

    private static Applied Changed(RevocationResult result) => new(result, result.Verdict == RevocationVerdict.Changed);
}

/// <summary>The answer to the caller, and whether anything was changed that a companion would describe.</summary>
internal readonly record struct Applied(object? Result, bool Changed);
