using System.Globalization;
using System.Numerics;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Crl;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Authorities;

/// <summary>The last CRL number that an authority used elsewhere, as its CRL policy keeps it.</summary>
/// <param name="Small">One that fits the numbers that are stored; 0 beside an offset.</param>
/// <param name="Offset">A greater one, decimal; or null.</param>
internal sealed record CrlNumberFloor(long Small, string? Offset)
{
    /// <summary>Every 64-bit number fits on top of it.</summary>
    private static readonly BigInteger Max = CrlNumbers.Max - long.MaxValue;

    /// <summary>The greatest of what the command names and its CRL has. Refusals: Malformed, PolicyViolation.</summary>
    public static Outcome<CrlNumberFloor> Of(ImportAuthorityCommand command, PublicKeyInfo key)
    {
        var large = BigInteger.Zero;
        if (command.LargeCrlNumberFloor is { } text && !BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out large))
        {
            return new Refusal(RefusalCode.Malformed, "The last CRL number is not a number.");
        }

        if (ReadCrl(command, key, out var listed) is { } refusal)
        {
            return refusal;
        }

        if (command.CrlNumberFloor < 0)
        {
            return OutOfRange();
        }

        var floor = BigInteger.Max(command.CrlNumberFloor, BigInteger.Max(large, listed));
        if (floor > Max)
        {
            return OutOfRange();
        }

        return floor <= ImportAuthorityCommand.MaxCrlNumberFloor
            ? new CrlNumberFloor((long)floor, null)
            : new CrlNumberFloor(0, floor.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Decimal.</summary>
    public override string ToString() => Offset ?? Small.ToString(CultureInfo.InvariantCulture);

    /// <summary>0 without a CRL.</summary>
    private static Refusal? ReadCrl(ImportAuthorityCommand command, PublicKeyInfo key, out BigInteger number)
    {
        number = BigInteger.Zero;
        if (command.LastCrl.IsDefaultOrEmpty)
        {
            return null;
        }

        if (command.LastCrl.Length > ImportAuthorityCommand.MaxCrl)
        {
            return new Refusal(RefusalCode.Malformed, $"The CRL has more than {ImportAuthorityCommand.MaxCrl} octets: give its number instead.");
        }

        if (!SignedCrl.TryParse(command.LastCrl.AsMemory(), out var crl))
        {
            return new Refusal(RefusalCode.Malformed, "This is not a CRL in PEM or DER.");
        }

        if (!crl.IsSignedBy(key))
        {
            return new Refusal(
                RefusalCode.PolicyViolation,
                "The CRL is not signed with the authority's key, or with an algorithm that is not accepted, such as SHA-1: give its number instead.");
        }

        number = crl.Number ?? BigInteger.Zero;
        return crl.Number is null
            ? new Refusal(RefusalCode.Malformed, "The CRL has no number (RFC 5280 §5.2.3), or one that is negative or longer than 20 octets: leave it out.")
            : null;
    }

    private static Refusal OutOfRange() => new(
        RefusalCode.Malformed,
        $"The last CRL number is 0 to {Max}: a number has at most 20 octets (RFC 5280 §5.2.3), and there must be room for those that follow.");
}
