using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ucm.Grains.Signing;

namespace Ucm.Grains.Trust;

/// <summary>
/// Proves to the called silo that a call comes from inside: time (8 octets, milliseconds) and HMAC-SHA256 over time, target and method, under a key that only holders of
/// the master key have. Who the message says its sender is proves nothing: any Orleans client may write there what it likes.
/// </summary>
internal sealed class CallSeal : IDisposable
{
    /// <summary>Under this name it travels in the request context.</summary>
    public const string ContextKey = "ucm.seal";

    /// <summary>How old a seal may be, and how far clocks of nodes may differ.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private const int TimeSize = sizeof(long);
    private const int Size = TimeSize + HMACSHA256.HashSizeInBytes;

    private readonly byte[] key = GC.AllocateUninitializedArray<byte>(32, pinned: true);
    private readonly TimeProvider clock;

    /// <param name="clock">The nodes' own: a clock that tests move for grains would not be the callers'.</param>
    public CallSeal(MasterKey masterKey, TimeProvider clock)
    {
        masterKey.Derive("ucm-call-seal-1"u8, key);
        this.clock = clock;
    }

    public byte[] Make(GrainId target, string @interface, string method)
    {
        var seal = new byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(seal, clock.GetUtcNow().ToUnixTimeMilliseconds());
        Compute(seal.AsSpan(0, TimeSize), target, @interface, method, seal.AsSpan(TimeSize));
        return seal;
    }

    /// <param name="anyAge">For Orleans' own calls between silos: nobody else ever sees one of those, and membership must not depend on clocks.</param>
    public bool IsValid(object? presented, GrainId target, string @interface, string method, bool anyAge = false)
    {
        if (presented is not byte[] { Length: Size } seal)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(seal.AsSpan(0, TimeSize), target, @interface, method, expected);
        return CryptographicOperations.FixedTimeEquals(expected, seal.AsSpan(TimeSize)) && (anyAge || IsFresh(BinaryPrimitives.ReadInt64BigEndian(seal)));
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(key);

    private bool IsFresh(long milliseconds) => Math.Abs(clock.GetUtcNow().ToUnixTimeMilliseconds() - milliseconds) <= (long)Lifetime.TotalMilliseconds;

    private void Compute(ReadOnlySpan<byte> time, GrainId target, string @interface, string method, Span<byte> mac)
    {
        var type = target.Type.AsSpan();
        var id = target.Key.AsSpan();
        var size = TimeSize + (4 * sizeof(int)) + type.Length + id.Length + Encoding.UTF8.GetByteCount(@interface) + Encoding.UTF8.GetByteCount(method);
        var input = size <= 512 ? stackalloc byte[size] : new byte[size];
        time.CopyTo(input);
        var end = TimeSize;
        Append(input, ref end, type);
        Append(input, ref end, id);
        Append(input, ref end, @interface);
        Append(input, ref end, method);
        HMACSHA256.HashData(key, input, mac);
    }

    // Each part with its length before it, so that no two calls give one input.
    private static void Append(Span<byte> input, ref int end, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32BigEndian(input[end..], part.Length);
        part.CopyTo(input[(end + sizeof(int))..]);
        end += sizeof(int) + part.Length;
    }

    private static void Append(Span<byte> input, ref int end, string part)
    {
        var length = Encoding.UTF8.GetBytes(part, input[(end + sizeof(int))..]);
        BinaryPrimitives.WriteInt32BigEndian(input[end..], length);
        end += sizeof(int) + length;
    }
}
