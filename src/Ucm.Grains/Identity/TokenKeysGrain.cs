using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Identity;

/// <summary>Publishes what frontends verify access tokens with; never the private key.</summary>
[StatelessWorker]
internal sealed class TokenKeysGrain(ITokenSigners signers, TokenMinter minter) : Grain, ITokenKeysGrain
{
    public async Task<TokenKeys> Get(CancellationToken cancellationToken)
    {
        var signer = await signers.Get(cancellationToken);
        return new TokenKeys(minter.Issuer, minter.Audience, [new TokenKey(signer.KeyId, signer.PublicKey)]);
    }
}
