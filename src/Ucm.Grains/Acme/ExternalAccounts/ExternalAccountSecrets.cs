using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Signing;
using Ucm.Pki.Jose;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>The HMAC keys: an HMAC is checked with the key itself, so it cannot be kept as a hash and is sealed under the master key (law 6).</summary>
internal sealed class ExternalAccountSecrets(MasterKey masterKey)
{
    /// <summary>As much as HS256 hashes to (RFC 7518 §3.2 demands it). HS384 and HS512 take it as well; its 256 random bits are enough for them.</summary>
    public const int Length = 32;

    // Stored: the name is forever.
    private const string Purpose = "acme-external-account";

    // For a kid that there is not: it takes as long as one that there is, and no MAC fits.
    private readonly byte[] nobody = RandomNumberGenerator.GetBytes(Length);

    /// <summary>A new secret, which the caller zeroes once it is told, and its sealed form.</summary>
    public (byte[] Secret, ImmutableArray<byte> Envelope) Make(string kid)
    {
        var secret = new byte[Length];
        do
        {
            RandomNumberGenerator.Fill(secret);
        }
        while (Base64UrlText.Encode(secret)[0] == '-');

        // With a hyphen in front, command lines would take the secret for an option.
        return (secret, ImmutableArray.Create(KeyEnvelope.Seal(masterKey, new EnvelopeName(kid, Purpose), secret)));
    }

    /// <summary>False for a wrong MAC, and for a kid that there is not (an empty envelope).</summary>
    public bool Verify(string kid, ImmutableArray<byte> envelope, ExternalAccountBinding binding)
    {
        if (envelope.IsEmpty)
        {
            return binding.Verify(nobody) && false;
        }

        var secret = KeyEnvelope.Open(masterKey, new EnvelopeName(kid, Purpose), envelope.AsSpan());
        try
        {
            return binding.Verify(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
