using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Ucm.Grains.Signing;

namespace Ucm.Grains.Identity.Factors;

/// <summary>
/// Challenges of passkeys: nonce (16 octets), expiry (8, milliseconds) and HMAC-SHA256 over both and the purpose, under a key that only silos have. Any silo
/// checks what another one made, and a stranger who asks for challenges takes no memory (law 7). That each is answered once is for the user's grain to
/// remember.
/// </summary>
internal sealed class PasskeyChallenges : IDisposable
{
    public const int NonceSize = 16;
    private const int SignedSize = NonceSize + sizeof(long);
    private const int Size = SignedSize + HMACSHA256.HashSizeInBytes;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly byte[] key = GC.AllocateUninitializedArray<byte>(32, pinned: true);
    private readonly TimeProvider clock;

    public PasskeyChallenges(MasterKey masterKey, TimeProvider clock)
    {
        masterKey.Derive("ucm-passkey-challenge-1"u8, key);
        this.clock = clock;
    }

    /// <param name="purpose">What it is good for, as <see cref="ForSignIn"/>, <see cref="ForTicket"/> and <see cref="ForUser"/> name it.</param>
    public byte[] Make(string purpose)
    {
        var challenge = new byte[Size];
        RandomNumberGenerator.Fill(challenge.AsSpan(0, NonceSize));
        BinaryPrimitives.WriteInt64BigEndian(challenge.AsSpan(NonceSize), (clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        Mac(challenge.AsSpan(0, SignedSize), purpose, challenge.AsSpan(SignedSize));
        return challenge;
    }

    /// <summary>Null for a challenge that is not ours, is for something else, or has expired.</summary>
    public SpentChallenge? Check(ReadOnlySpan<byte> challenge, string purpose)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (challenge.Length != Size)
        {
            return null;
        }

        Mac(challenge[..SignedSize], purpose, expected);
        var expiresAt = BinaryPrimitives.ReadInt64BigEndian(challenge[NonceSize..]);
        return CryptographicOperations.FixedTimeEquals(expected, challenge[SignedSize..]) && clock.GetUtcNow().ToUnixTimeMilliseconds() < expiresAt
            ? new SpentChallenge(ImmutableArray.Create(challenge[..NonceSize]), DateTimeOffset.FromUnixTimeMilliseconds(expiresAt))
            : null;
    }

    public static string ForSignIn => "sign-in";

    public static string ForTicket(string ticket) => $"ticket:{ticket}";

    public static string ForUser(string user) => $"register:{user}";

    /// <summary>
    /// The user handle (WebAuthn §5.4.3), 32 octets: always the same for one name, and telling nothing of it, since authenticators show it to anybody who holds
    /// them.
    /// </summary>
    public byte[] UserHandle(string user)
    {
        var handle = new byte[HMACSHA256.HashSizeInBytes];
        Mac([], $"handle:{user}", handle);
        return handle;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(key);

    private void Mac(ReadOnlySpan<byte> signed, string purpose, Span<byte> mac) =>
        HMACSHA256.HashData(key, [.. signed, .. Encoding.UTF8.GetBytes(purpose)], mac);
}
