using System.Diagnostics.CodeAnalysis;

namespace Ucm.Pki.Jose;

/// <summary>
/// A JWS in flattened JSON serialization with the protected header of ACME (RFC 8555 §6.2): <c>alg</c>, <c>url</c>, exactly one of <c>jwk</c> and <c>kid</c>, and a
/// <c>nonce</c> where one belongs. Nothing is verified yet: see <see cref="JwsVerifier"/>.
/// </summary>
public sealed class JwsMessage
{
    internal JwsMessage()
    {
    }

    public required JwsAlgorithm Algorithm { get; init; }

    /// <summary>Null when <see cref="KeyId"/> is given.</summary>
    public JsonWebKey? Key { get; init; }

    /// <summary>Null when <see cref="Key"/> is given.</summary>
    public string? KeyId { get; init; }

    /// <summary>As sent; null when missing.</summary>
    public string? Nonce { get; init; }

    public required string Url { get; init; }

    /// <summary>Decoded; empty for POST-as-GET.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>ASCII of <c>protected.payload</c>, as it was sent.</summary>
    public required ReadOnlyMemory<byte> SigningInput { get; init; }

    /// <summary>Faults: Malformed, Algorithm, PublicKey.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JwsMessage? message, [NotNullWhen(false)] out JoseFault? fault) =>
        JoseReading.TryRead("JWS", json, JwsReader.Read, out message, out fault);

    /// <summary>
    /// Why a signature that does not verify cannot have done so by its form alone, as a clause with a space in front; empty when its form is right.
    /// </summary>
    public string FormFault => Algorithm.SignatureLength is { } wanted && Signature.Length != wanted
        ? $": {Algorithm} signatures have {wanted} octets, R and S side by side (RFC 7518 §3.4); this one has {Signature.Length}{(Signature.Span is [0x30, ..] ? " and looks like DER" : string.Empty)}"
        : string.Empty;
}
