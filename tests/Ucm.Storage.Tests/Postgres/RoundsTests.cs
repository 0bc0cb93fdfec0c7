using Ucm.Storage.Certificates;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Postgres;
using Ucm.Storage.Tests.Contract;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Tests.Postgres;

[Trait("needs", "server")]
public sealed class RoundsTests
{
    [Fact]
    public void Split_UnitsOfDifferentRows_IsOneRound()
    {
        var units = Units([new ReserveCommand(Samples.Intent()), new CompleteCommand(Samples.Key(), []), new AppendCommand(), new AppendCommand()]);

        Rounds.Split(units).Single().Select(slot => slot.Unit).ShouldBe(units);
    }

    [Fact]
    public void Split_UnitsOfOneRow_AreOneAfterTheOtherInOrder()
    {
        var intent = Samples.Intent();
        var units = Units(
        [
            new ReserveCommand(intent),
            new WriteGrainStateCommand("a", null, 1, default),
            new CompleteCommand(intent.Key, []),
            new ClearGrainStateCommand("a", 1),
            new VoidCommand(intent.Key, Samples.Now),
            new WriteGrainStateCommand("b", null, 1, default),
        ]);

        var rounds = Rounds.Split(units);

        rounds.Select(round => round.Select(slot => Array.IndexOf(units, slot.Unit)).ToArray()).ShouldBe([[0, 1, 5], [2, 3], [4]]);
    }

    [Fact]
    public void Split_ReservationsThatShareRequestOrSerial_AreApart()
    {
        var first = Samples.Intent();
        var units = Units([new ReserveCommand(first), new ReserveCommand(Samples.Intent(request: first.Request)), new ReserveCommand(Samples.Intent(first.Key))]);

        Rounds.Split(units).Select(round => round.Count).ShouldBe([1, 2]);
    }

    private static WriteUnit[] Units(StorageCommand[] commands) => [.. commands.Select(command => new WriteUnit(command))];
}
