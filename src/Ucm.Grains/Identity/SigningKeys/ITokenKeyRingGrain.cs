using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.SigningKeys;

/// <summary>Which keys sign and verify access tokens. Key: always 0. For silos.</summary>
[Alias("ucm.token-key-ring-grain")]
internal interface ITokenKeyRingGrain : IGrainWithIntegerKey
{
    /// <summary>The keys; makes the first one, and a new one when the newest is as old as the settings allow.</summary>
    [Alias("Get")]
    Task<TokenKeyRing> Get(CancellationToken cancellationToken);

    /// <summary>Refusals: Forbidden, Conflict.</summary>
    [Alias("Rotate")]
    Task<Outcome<TokenKeyRing>> Rotate(RotateTokenKeysCommand command, CancellationToken cancellationToken);
}
