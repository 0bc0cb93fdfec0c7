using Ucm.Storage.Audit;
using Ucm.Storage.Commits;
using Ucm.Storage.Identity;

namespace Ucm.Storage.Tests.Contract;

/// <summary>What the list of a user's sessions asks of a database.</summary>
public abstract class SessionContract(StorageFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ISessionIndex Index => fixture.Get<ISessionIndex>();

    [Fact]
    public async Task List_OfOneUser_IsTheNewestFirstWithoutTheExpired()
    {
        var user = Samples.Token();
        var (old, recent) = (Row(user, 1), Row(user, 2));
        await Append([old, recent, Row(user, 3) with { ExpiresAt = Samples.Now.AddHours(-1) }, Row(Samples.Token(), 4)]);

        (await Index.List(user, Samples.Now, 10, Token)).ShouldBe([recent, old]);
        (await Index.List(user, Samples.Now, 1, Token)).ShouldBe([recent]);
    }

    [Fact]
    public async Task Row_ThatGoes_IsInNoList()
    {
        var user = Samples.Token();
        var (kept, gone) = (Row(user, 1) with { Address = null, Methods = string.Empty }, Row(user, 2));
        await Append([kept, gone]);

        await Append([new SessionGone(gone.Id), new SessionGone(Samples.Token())]);

        (await Index.List(user, Samples.Now, 10, Token)).ShouldBe([kept]);
    }

    private static SessionRow Row(string user, int minute) => new(
        Samples.Token(), user, 1, "127.0.0.1", "pwd otp", Samples.Now.AddMinutes(minute), Samples.Now.AddDays(7))
    { CredentialVersion = 2, Epoch = 3 };

    private Task Append(IndexRow[] rows) => fixture.Get<IAuditStore>().Append(new CommitCompanion([], []) { Index = [.. rows] }, Token);
}
