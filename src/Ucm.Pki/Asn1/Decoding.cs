using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Ucm.Pki.Asn1;

/// <summary>The one place where a decoder's exceptions about a stranger's bytes become a <see cref="PkiFault"/>.</summary>
internal static class Decoding
{
    /// <summary>Decoders here read definite-length DER, but take attribute SETs that are not sorted: clients in the field send them.</summary>
    public static readonly AsnReaderOptions Lenient = new() { SkipSetSortOrderVerification = true };

    public static bool TryDecode<T>(
        string what,
        ReadOnlyMemory<byte> der,
        Func<ReadOnlyMemory<byte>, T> decode,
        [NotNullWhen(true)] out T? value,
        [NotNullWhen(false)] out PkiFault? fault)
        where T : class
    {
        try
        {
            value = decode(der);
            fault = null;
            return true;
        }
        catch (PkiFaultException exception)
        {
            fault = exception.Fault;
        }
        catch (AsnContentException)
        {
            fault = PkiFault.Malformed($"The {what} is not valid DER.");
        }
        catch (CryptographicException)
        {
            fault = PkiFault.Malformed($"The {what} has a value that cannot be used.");
        }

        value = null;
        return false;
    }

    /// <summary>A reader over one complete SEQUENCE with nothing after it.</summary>
    public static AsnReader Sequence(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER, Lenient);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        return sequence;
    }

    /// <summary>BIT STRING contents of whole octets.</summary>
    public static ReadOnlyMemory<byte> ReadOctetAlignedBitString(this AsnReader reader)
    {
        if (!reader.TryReadPrimitiveBitString(out var unused, out var value) || unused != 0)
        {
            throw new AsnContentException();
        }

        return value;
    }

    public static ReadOnlyMemory<byte> ReadPrimitiveOctets(this AsnReader reader, Asn1Tag? tag = null) =>
        reader.TryReadPrimitiveOctetString(out var value, tag) ? value : throw new AsnContentException();
}
