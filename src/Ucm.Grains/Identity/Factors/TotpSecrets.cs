using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OtpNet;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Signing;

namespace Ucm.Grains.Identity.Factors;

/// <summary>
/// TOTP secrets (RFC 6238: SHA-1, six digits, 30 seconds, which every app knows). Codes are made of the secret itself, so it is sealed and not hashed (law 6).
/// </summary>
internal sealed class TotpSecrets(MasterKey masterKey)
{
    private const int StepSeconds = 30;
    private const int Digits = 6;

    /// <summary>RFC 4226 §4 R6 recommends 160 bits.</summary>
    private const int Octets = 20;

    // Stored: the name is forever.
    private const string Purpose = "totp";

    public static byte[] New() => RandomNumberGenerator.GetBytes(Octets);

    /// <summary>What an app is told: in base32, and as the URI of a QR code.</summary>
    /// <param name="issuer">What the app shows beside the user's name.</param>
    public static TotpEnrolment Present(byte[] secret, UserName user, string issuer, DateTimeOffset expiresAt)
    {
        var text = Base32Encoding.ToString(secret).TrimEnd('=');
        return new TotpEnrolment(new SecretText(text), new SecretText(new OtpUri(OtpType.Totp, text, user.Value, issuer).ToString()), expiresAt);
    }

    public ImmutableArray<byte> Seal(UserName user, byte[] secret) => [.. KeyEnvelope.Seal(masterKey, new EnvelopeName(user.Value, Purpose), secret)];

    /// <summary>As <see cref="Match(byte[], string, long, DateTimeOffset)"/>, for a sealed secret.</summary>
    public long? Match(UserName user, ImmutableArray<byte> envelope, string code, long after, DateTimeOffset now)
    {
        var secret = KeyEnvelope.Open(masterKey, new EnvelopeName(user.Value, Purpose), envelope.AsSpan());
        try
        {
            return Match(secret, code, after, now);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>
    /// The time step that the code is of: the present one or one beside it, for clocks that are not exact. Null for a wrong code and for a step that is not
    /// after <paramref name="after"/>.
    /// </summary>
    public static long? Match(byte[] secret, string code, long after, DateTimeOffset now)
    {
        var given = Encoding.UTF8.GetBytes(code.Replace(" ", string.Empty, StringComparison.Ordinal));
        var totp = new Totp(secret, StepSeconds, OtpHashMode.Sha1, Digits);
        var current = now.ToUnixTimeSeconds() / StepSeconds;
        long? matched = null;
        for (var step = current - 1; step <= current + 1; step++)
        {
            var expected = totp.ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(step * StepSeconds).UtcDateTime);
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), given) & step > after)
            {
                matched = step;
            }
        }

        return matched;
    }
}
