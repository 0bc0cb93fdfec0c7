using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;
using Ucm.Storage.Writing;

namespace Ucm.Grains.Tests.Faults;

/// <summary>The database commits a grain's state and its answer is lost: from then on the grain must not go by what was before.</summary>
[Trait("needs", "server")]
public sealed class UnconfirmedStateTests
{
    private const string Old = "three purple submarines";
    private const string New = "four yellow telescopes";

    [Fact]
    public async Task ResetPassword_DoneButNotConfirmed_OnlyTheNewPasswordCounts()
    {
        var losing = new Losing();
        await using var cluster = await GrainCluster.Start(configure: losing.Use);
        var name = UserName.Parse("olivia");
        (await cluster.Grains.User(name).Create(new CreateUserCommand(new SecretText(Old), [Roles.Viewer], false, Caller.System("test")), CancellationToken.None)).Refusal.ShouldBeNull();
        (await SignIn(cluster, Old)).Refusal.ShouldBeNull();

        losing.Next = true;
        var refusal = (await cluster.Grains.User(name).ResetPassword(new ResetPasswordCommand(new SecretText(New), false, Caller.System("test")), CancellationToken.None)).Refusal.ShouldNotBeNull();

        refusal.Code.ShouldBe(RefusalCode.Unavailable);
        refusal.Detail.ShouldContain("may have been made");
        (await SignIn(cluster, Old)).Refusal.ShouldNotBeNull().Code.ShouldNotBe(RefusalCode.Unavailable);
        (await SignIn(cluster, New)).Refusal.ShouldBeNull();
    }

    private static Task<Outcome<SignedIn>> SignIn(GrainCluster cluster, string password) =>
        cluster.Grains.SignIn().SignIn(new SignInCommand("olivia", new SecretText(password), SessionKind.Api, null), CancellationToken.None);

    /// <summary>Loses the answer to the next write of a grain's state.</summary>
    private sealed class Losing
    {
        private int next;

        public bool Next
        {
            set => Volatile.Write(ref next, value ? 1 : 0);
        }

        public void Use(IServiceCollection services)
        {
            var writer = services.Last(static service => service.ServiceType == typeof(IStorageWriter)).ImplementationFactory!;
            services.AddSingleton<IStorageWriter>(provider => new Writer((IStorageWriter)writer(provider), this));
        }

        private sealed class Writer(IStorageWriter inner, Losing losing) : IStorageWriter
        {
            public async Task<TResult> Write<TResult>(StorageCommand<TResult> command, CancellationToken cancellationToken)
            {
                var result = await inner.Write(command, cancellationToken);
                return command is WriteGrainStateCommand && Interlocked.Exchange(ref losing.next, 0) == 1 ? throw new WriteUnconfirmedException() : result;
            }
        }
    }
}
