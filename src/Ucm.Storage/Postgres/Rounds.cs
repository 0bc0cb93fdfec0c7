using Ucm.Storage.Certificates;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Keys;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Postgres;

/// <summary>Splits a batch so that no two units of a round touch one row: of two that do, the later goes into a later round and finds what the earlier one did.</summary>
internal static class Rounds
{
    public static List<List<Slot>> Split(IReadOnlyList<WriteUnit> units)
    {
        var rounds = new List<List<Slot>>();
        var next = new Dictionary<(char Table, string Key), int>();
        foreach (var unit in units)
        {
            var keys = Keys(unit.Command);
            var round = 0;
            foreach (var key in keys)
                round = Math.Max(round, next.GetValueOrDefault(key));

            foreach (var key in keys)
                next[key] = round + 1;

            if (round == rounds.Count)
                rounds.Add([]);

            rounds[round].Add(new Slot(unit));
        }

        return rounds;
    }

    private static (char Table, string Key)[] Keys(StorageCommand command) => command switch
    {
        ReserveCommand reserve => [('r', reserve.Intent.Request.Value), ('c', reserve.Intent.Key.ToString())],
        CompleteCommand complete => [('c', complete.Key.ToString())],
        VoidCommand void_ => [('c', void_.Key.ToString())],
        ChangeRevocationCommand change => [('c', change.Change.Key.ToString())],
        AnnotateCertificateCommand annotate => [('c', annotate.Key.ToString())],
        FillFingerprintsCommand => [('f', string.Empty)],
        WriteGrainStateCommand write => [('g', write.Key)],
        ClearGrainStateCommand clear => [('g', clear.Key)],
        AddKeyCommand add => [('k', add.Row.Id)],
        _ when CrlGroup.Takes(command) => [CrlGroup.KeyOf(command)],
        AppendCommand => [],
        _ => throw new NotSupportedException($"{command.GetType().Name} has no SQL."),
    };
}
