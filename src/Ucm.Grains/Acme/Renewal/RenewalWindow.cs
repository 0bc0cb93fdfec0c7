using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ucm.Grains.Acme.Renewal;

/// <summary>
/// When a certificate should be renewed. Where in a span it falls follows from its serial number, so that a fleet spreads out and each answer is the
/// same.
/// </summary>
/// <param name="Start">In whole seconds.</param>
/// <param name="End">After <paramref name="Start"/>.</param>
internal readonly record struct RenewalWindow(DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Certificates that live shorter than this are renewed after half of their life, others after two thirds.</summary>
    private static readonly TimeSpan ShortLived = TimeSpan.FromDays(10);

    /// <summary>The windows of a fleet whose certificates were issued together lie in this part of the lifetime.</summary>
    private const double Spread = 1.0 / 12;

    private const double Width = 1.0 / 50;

    /// <summary>In a moved window each certificate has a tenth.</summary>
    private const double MovedWidth = 1.0 / 10;

    private static readonly TimeSpan Past = TimeSpan.FromHours(1);

    /// <summary>Of a certificate that nobody revoked or moved.</summary>
    public static RenewalWindow Of(DateTimeOffset notBefore, DateTimeOffset notAfter, ReadOnlySpan<byte> serial)
    {
        var life = notAfter - notBefore;
        var earliest = notBefore + (life < ShortLived ? life / 2 : life * 2 / 3);
        return In(earliest, life * Spread, life * Width, serial);
    }

    /// <summary>The part of a moved window that is this certificate's.</summary>
    public static RenewalWindow Within(DateTimeOffset start, DateTimeOffset end, ReadOnlySpan<byte> serial)
    {
        var width = (end - start) * MovedWidth;
        return In(start, end - start - width, width, serial);
    }

    /// <summary>In the past, for what was revoked: renew at once (RFC 9773 §4.2).</summary>
    public static RenewalWindow Before(DateTimeOffset revokedAt)
    {
        var end = Seconds(revokedAt - TimeSpan.FromSeconds(1));
        return new RenewalWindow(end - Past, end);
    }

    private static RenewalWindow In(DateTimeOffset earliest, TimeSpan spread, TimeSpan width, ReadOnlySpan<byte> serial)
    {
        var start = Seconds(earliest + (spread * Fraction(serial)));
        return new RenewalWindow(start, start + TimeSpan.FromSeconds(Math.Max(1, Math.Floor(width.TotalSeconds))));
    }

    /// <summary>From 0 to below 1. Hashed, since serial numbers from elsewhere may be in sequence.</summary>
    private static double Fraction(ReadOnlySpan<byte> serial)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(serial, hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) / (double)(1L << 32);
    }

    private static DateTimeOffset Seconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
