using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Identity.SigningKeys;

/// <summary>A P-256 key that signs access tokens.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER.</param>
/// <param name="Sign">ECDSA with SHA-256; the signature as r ‖ s, 64 octets (RFC 7518 §3.4). Thread-safe.</param>
internal sealed record TokenSigner(string KeyId, ImmutableArray<byte> PublicKey, Func<byte[], byte[]> Sign);

/// <summary>Gives this silo the keys of access tokens, the same on every silo.</summary>
internal interface ITokenSigners
{
    /// <summary>The one that signs now.</summary>
    ValueTask<TokenSigner> Get(CancellationToken cancellationToken);

    /// <summary>All that verify now, the newest first.</summary>
    ValueTask<ImmutableArray<TokenKey>> Published(CancellationToken cancellationToken);
}
