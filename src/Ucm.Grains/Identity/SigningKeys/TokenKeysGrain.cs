using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;

namespace Ucm.Grains.Identity.SigningKeys;

/// <summary>Publishes what frontends verify access tokens with; never a private key.</summary>
[StatelessWorker]
internal sealed class TokenKeysGrain(ITokenSigners signers, TokenMinter minter) : Grain, ITokenKeysGrain
{
    public async Task<TokenKeys> Get(CancellationToken cancellationToken) =>
        new(minter.Issuer, minter.Audience, await signers.Published(cancellationToken));

    public async Task<Outcome<TokenKeyRing>> List(Caller caller, CancellationToken cancellationToken) => caller.May(Permission.UsersRead)
        ? await GrainFactory.GetGrain<ITokenKeyRingGrain>(0).Get(cancellationToken)
        : Refusals.Forbidden(Permission.UsersRead);

    public Task<Outcome<TokenKeyRing>> Rotate(RotateTokenKeysCommand command, CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<ITokenKeyRingGrain>(0).Rotate(command, cancellationToken);
}
