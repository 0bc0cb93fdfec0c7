using System.Collections.Immutable;

namespace Ucm.Grains.Identity;

/// <summary>The P-256 key that signs access tokens.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER.</param>
/// <param name="Sign">ECDSA with SHA-256; the signature as r ‖ s, 64 octets (RFC 7518 §3.4). Thread-safe.</param>
internal sealed record TokenSigner(string KeyId, ImmutableArray<byte> PublicKey, Func<byte[], byte[]> Sign);

/// <summary>Gives this silo the key that signs access tokens, the same on every silo.</summary>
internal interface ITokenSigners
{
    ValueTask<TokenSigner> Get(CancellationToken cancellationToken);
}
