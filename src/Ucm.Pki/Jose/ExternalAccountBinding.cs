using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Ucm.Pki.Jose;

/// <summary>
/// The inner JWS of a newAccount request that binds the account to an external one (RFC 8555 §7.3.4): an HMAC over the account's public key, under a
/// key that the server gave out with an identifier. Nothing is verified yet: see <see cref="Verify"/>.
/// </summary>
public sealed class ExternalAccountBinding
{
    internal ExternalAccountBinding()
    {
    }

    public required HmacAlgorithm Algorithm { get; init; }

    /// <summary>The identifier of the HMAC key, as sent.</summary>
    public required string KeyId { get; init; }

    /// <summary>Must be the <c>url</c> of the outer JWS.</summary>
    public required string Url { get; init; }

    /// <summary>The account key that is bound. Must be the <c>jwk</c> of the outer JWS.</summary>
    public required JsonWebKey AccountKey { get; init; }

    internal ReadOnlyMemory<byte> Mac { get; init; }

    /// <summary>ASCII of <c>protected.payload</c>, as it was sent.</summary>
    internal ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>
    /// Reads flattened JSON serialization. Faults: Malformed (a nonce, a <c>jwk</c> or a critical extension in the header is one), Algorithm,
    /// PublicKey.
    /// </summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> json, [NotNullWhen(true)] out ExternalAccountBinding? binding, [NotNullWhen(false)] out JoseFault? fault) =>
        JoseReading.TryRead("externalAccountBinding", json, ExternalAccountBindingReader.Read, out binding, out fault);

    /// <summary>Whether the MAC is the one under this key. Compares in constant time.</summary>
    public bool Verify(ReadOnlySpan<byte> key) => CryptographicOperations.FixedTimeEquals(Algorithm.Compute(key, Input.Span), Mac.Span);
}
