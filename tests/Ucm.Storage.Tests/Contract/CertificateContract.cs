using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;

namespace Ucm.Storage.Tests.Contract;

public abstract class CertificateContract(StorageFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICertificateStore Store => fixture.Get<ICertificateStore>();

    [Fact]
    public async Task Law01_Reserve_New_KeepsTheBytesToBeSigned()
    {
        var intent = Samples.Intent();

        var reservation = await Store.Reserve(intent, Samples.Companion("x"), Token);

        reservation.ShouldBeOfType<Reservation.Made>();
        var row = (await Store.Find(intent.Key, Token))!;
        row.Record.Status.ShouldBe(CertificateStatus.Reserved);
        row.ToBeSigned.ShouldBe(intent.ToBeSigned);
        row.Record.Der.ShouldBeEmpty();
        row.Record.Names.ShouldBe(intent.Names);
        row.Record.NotAfter.ShouldBe(intent.NotAfter);
        row.RequestHash.ShouldBe(intent.RequestHash);
        row.TbsHash.ShouldBe([.. System.Security.Cryptography.SHA256.HashData([.. intent.ToBeSigned])]);
    }

    [Fact]
    public async Task Law01_Reserve_SerialOfAnother_IsTaken()
    {
        var first = await Store.Issue();

        var second = await Store.Reserve(Samples.Intent(first.Key), Samples.Companion("x"), Token);

        second.ShouldBeOfType<Reservation.SerialTaken>();
    }

    [Fact]
    public async Task Law02_Reserve_KnownRequest_ReturnsItsRow()
    {
        var first = await Store.Issue();

        var second = await Store.Reserve(Samples.Intent(request: first.Request), Samples.Companion("x"), Token);

        second.ShouldBeOfType<Reservation.RequestKnown>().Row.Record.Key.ShouldBe(first.Key);
    }

    [Fact]
    public async Task Law02_Reserve_SixtyFourAtOnce_MakesOne()
    {
        var request = Samples.Request();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Store.Reserve(Samples.Intent(request: request), Samples.Companion("x"), Token)));

        outcomes.OfType<Reservation.Made>().Count().ShouldBe(1);
        outcomes.OfType<Reservation.RequestKnown>().Select(known => known.Row.Record.Key).Distinct().Count().ShouldBe(1);
        outcomes.OfType<Reservation.RequestKnown>().Count().ShouldBe(63);
    }

    [Fact]
    public async Task Law02_Complete_Twice_ReturnsTheFirstBytes()
    {
        var intent = Samples.Intent();
        await Store.Reserve(intent, Samples.Companion("x"), Token);
        ImmutableArray<byte>[] candidates = [Samples.Bytes(100), Samples.Bytes(100)];

        var rows = await Task.WhenAll(candidates.Select(der => Store.Complete(intent.Key, der, Samples.Companion(intent.Key.ToId()), Token)));

        rows[0]!.Record.Der.ShouldBe(rows[1]!.Record.Der);
        candidates.ShouldContain(der => der.SequenceEqual(rows[0]!.Record.Der));
        rows[0]!.ToBeSigned.ShouldBeEmpty();
        fixture.Scalar($"select count(*) from audit where target = '{intent.Key.ToId()}'").ShouldBe(1);
    }

    [Fact]
    public async Task Complete_Unknown_ReturnsNull()
    {
        var row = await Store.Complete(Samples.Key(), Samples.Bytes(10), Samples.Companion("x"), Token);

        row.ShouldBeNull();
    }
}
