using Ucm.Grains.Activations;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity.Factors;

/// <summary>Keeps the owner of one user handle. It proves nothing: whoever names a handle still has to sign with a passkey of that user.</summary>
internal sealed class UserHandleGrain(
    [PersistentState(UserHandleOwner.Name, GrainStorageNames.Audited)] IPersistentState<UserHandleOwner> owner) : Grain, IUserHandleGrain
{
    public async Task<Outcome<UserHandleOwner>> Claim(UserName user, CancellationToken cancellationToken)
    {
        if (!owner.RecordExists)
        {
            owner.State = new UserHandleOwner { User = user };
            await owner.WriteStateAsync(cancellationToken);
        }

        return owner.State.User == user ? owner.State : new Refusal(RefusalCode.Conflict, "The user handle is another user's.");
    }

    public Task<Outcome<UserHandleOwner>> Find(CancellationToken cancellationToken)
    {
        if (owner.RecordExists)
        {
            return Task.FromResult<Outcome<UserHandleOwner>>(owner.State);
        }

        // Law 7: a handle that was never given leaves nothing in memory.
        this.ForgetSoon();
        return Task.FromResult<Outcome<UserHandleOwner>>(new Refusal(RefusalCode.NotFound, "There is no such user handle."));
    }
}
