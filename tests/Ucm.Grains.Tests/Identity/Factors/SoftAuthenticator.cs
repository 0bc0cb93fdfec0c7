using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Ucm.Grains.Tests.Identity.Factors;

/// <summary>An authenticator and its browser, written from WebAuthn §6 by hand; it lies when it is told to.</summary>
internal sealed class SoftAuthenticator : IDisposable
{
    public const string Origin = "https://ca.example";
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] id = RandomNumberGenerator.GetBytes(32);
    private byte[] userHandle = [];

    public uint Counter { get; set; }

    public bool VerifiesTheUser { get; set; } = true;

    public string PageOrigin { get; set; } = Origin;

    public Guid Aaguid { get; init; }

    /// <summary>Of the manufacturer; null for an attestation "none".</summary>
    public X509Certificate2? Attestation { get; init; }

    /// <summary>RegistrationResponseJSON.</summary>
    public string Create(string options)
    {
        var asked = JsonNode.Parse(options)!;
        userHandle = Base64Url.DecodeFromChars((string)asked["user"]!["id"]!);
        var clientData = ClientData("webauthn.create", (string)asked["challenge"]!);
        var authData = AuthData((string)asked["rp"]!["id"]!, attested: true);
        return new JsonObject
        {
            ["id"] = Base64Url.EncodeToString(id),
            ["rawId"] = Base64Url.EncodeToString(id),
            ["type"] = "public-key",
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
                ["attestationObject"] = Base64Url.EncodeToString(AttestationObject(authData, clientData)),
                ["transports"] = new JsonArray("internal"),
            },
        }.ToJsonString();
    }

    /// <summary>AuthenticationResponseJSON.</summary>
    public string Get(string options)
    {
        var asked = JsonNode.Parse(options)!;
        Counter++;
        var clientData = ClientData("webauthn.get", (string)asked["challenge"]!);
        var authData = AuthData((string)asked["rpId"]!, attested: false);
        var signature = key.SignData([.. authData, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new JsonObject
        {
            ["id"] = Base64Url.EncodeToString(id),
            ["rawId"] = Base64Url.EncodeToString(id),
            ["type"] = "public-key",
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = new JsonObject
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(clientData),
                ["authenticatorData"] = Base64Url.EncodeToString(authData),
                ["signature"] = Base64Url.EncodeToString(signature),
                ["userHandle"] = Base64Url.EncodeToString(userHandle),
            },
        }.ToJsonString();
    }

    public void Dispose() => key.Dispose();

    private byte[] ClientData(string type, string challenge) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["type"] = type, ["challenge"] = challenge, ["origin"] = PageOrigin, ["crossOrigin"] = false }.ToJsonString());

    private byte[] AuthData(string rpId, bool attested)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        var flags = (byte)(0x01 | (VerifiesTheUser ? 0x04 : 0) | (attested ? 0x40 : 0));
        byte[] head = [.. SHA256.HashData(Encoding.UTF8.GetBytes(rpId)), flags, .. counter];
        return attested ? [.. head, .. Aaguid.ToByteArray(bigEndian: true), 0, (byte)id.Length, .. id, .. CoseKey()] : head;
    }

    private byte[] CoseKey()
    {
        var point = key.ExportParameters(false).Q;
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(5);
        foreach (var (name, value) in (ReadOnlySpan<(int, int)>)[(1, 2), (3, -7), (-1, 1)])
        {
            cbor.WriteInt32(name);
            cbor.WriteInt32(value);
        }

        cbor.WriteInt32(-2);
        cbor.WriteByteString(point.X!);
        cbor.WriteInt32(-3);
        cbor.WriteByteString(point.Y!);
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private byte[] AttestationObject(byte[] authData, byte[] clientData)
    {
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(3);
        cbor.WriteTextString("fmt");
        cbor.WriteTextString(Attestation is null ? "none" : "packed");
        cbor.WriteTextString("attStmt");
        WriteStatement(cbor, [.. authData, .. SHA256.HashData(clientData)]);
        cbor.WriteTextString("authData");
        cbor.WriteByteString(authData);
        cbor.WriteEndMap();
        return cbor.Encode();
    }

    private void WriteStatement(CborWriter cbor, byte[] signed)
    {
        if (Attestation is null)
        {
            cbor.WriteStartMap(0);
            cbor.WriteEndMap();
            return;
        }

        using var signer = Attestation.GetECDsaPrivateKey()!;
        cbor.WriteStartMap(3);
        cbor.WriteTextString("alg");
        cbor.WriteInt32(-7);
        cbor.WriteTextString("sig");
        cbor.WriteByteString(signer.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        cbor.WriteTextString("x5c");
        cbor.WriteStartArray(1);
        cbor.WriteByteString(Attestation.RawData);
        cbor.WriteEndArray();
        cbor.WriteEndMap();
    }
}
