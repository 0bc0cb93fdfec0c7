using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>An account's key of any kind, made with nothing of the product.</summary>
internal interface IAcmeKey
{
    string Algorithm { get; }

    /// <summary>The public members alone (RFC 7638 makes the thumbprint of them).</summary>
    JsonObject Jwk { get; }

    byte[] Sign(byte[] data);
}

/// <summary>EdDSA of RFC 8037.</summary>
internal sealed class Ed25519Key : IAcmeKey
{
    private readonly Ed25519PrivateKeyParameters key = new(new SecureRandom());

    public string Algorithm => "EdDSA";

    public JsonObject Jwk => new() { ["kty"] = "OKP", ["crv"] = "Ed25519", ["x"] = Base64Url.EncodeToString(key.GeneratePublicKey().GetEncoded()) };

    public byte[] Sign(byte[] data)
    {
        var signer = new Ed25519Signer();
        signer.Init(forSigning: true, key);
        signer.BlockUpdate(data, 0, data.Length);
        return signer.GenerateSignature();
    }
}

/// <summary>RS256.</summary>
internal sealed class RsaKey : IAcmeKey
{
    private readonly RSA key = RSA.Create(2048);

    public string Algorithm => "RS256";

    public JsonObject Jwk
    {
        get
        {
            var parts = key.ExportParameters(includePrivateParameters: false);
            return new() { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(parts.Modulus), ["e"] = Base64Url.EncodeToString(parts.Exponent) };
        }
    }

    public byte[] Sign(byte[] data) => key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}

/// <summary>ES256, ES384 or ES512.</summary>
internal sealed class EcKey(ECDsa key) : IAcmeKey
{
    public string Algorithm => key.KeySize switch
    {
        256 => "ES256",
        384 => "ES384",
        _ => "ES512",
    };

    public JsonObject Jwk
    {
        get
        {
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            var curve = key.KeySize == 521 ? "P-521" : $"P-{key.KeySize}";
            return new() { ["kty"] = "EC", ["crv"] = curve, ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
        }
    }

    public byte[] Sign(byte[] data) => key.SignData(data, key.KeySize switch
    {
        256 => HashAlgorithmName.SHA256,
        384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    });
}
