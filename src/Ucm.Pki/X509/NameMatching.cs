using System.Net;
using System.Text;

namespace Ucm.Pki.X509;

/// <summary>Compares names with constraints (RFC 5280 §4.2.1.10, §7).</summary>
internal static class NameMatching
{
    /// <summary>The host itself or anything below; with a leading dot only what is below. An empty constraint is every name.</summary>
    public static bool Dns(string name, string constraint) =>
        constraint.Length == 0 || Same(name, constraint) || name.EndsWith(constraint[0] == '.' ? constraint : "." + constraint, StringComparison.OrdinalIgnoreCase);

    /// <summary>Like <see cref="Dns"/>, and also when a wildcard covers a name under the constraint.</summary>
    public static bool DnsTouches(string name, string constraint) =>
        Dns(name, constraint) || (name.StartsWith("*.", StringComparison.Ordinal) && constraint.TrimStart('.').EndsWith(name[1..], StringComparison.OrdinalIgnoreCase));

    /// <param name="constraint">Address, then mask.</param>
    public static bool Ip(IPAddress address, ReadOnlySpan<byte> constraint)
    {
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out var length);
        if (constraint.Length != 2 * length)
        {
            return false;
        }

        for (var i = 0; i < length; i++)
        {
            var mask = constraint[length + i];
            if ((octets[i] & mask) != (constraint[i] & mask))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A mailbox, all mailboxes of a host, or with a leading dot of all hosts below a domain.</summary>
    public static bool Email(string mailbox, string constraint)
    {
        var at = mailbox.LastIndexOf('@');
        var constraintAt = constraint.LastIndexOf('@');
        return constraintAt < 0
            ? Host(mailbox[(at + 1)..], constraint)
            : at >= 0 && mailbox.AsSpan(0, at).SequenceEqual(constraint.AsSpan(0, constraintAt)) && Same(mailbox[(at + 1)..], constraint[(constraintAt + 1)..]);
    }

    public static bool UriHost(string host, string constraint) => Host(host, constraint);

    public static bool SameRelativeName(IReadOnlyList<NameAttribute> left, IReadOnlyList<NameAttribute> right) =>
        left.Count == right.Count && left.All(attribute => right.Any(other => Same(attribute, other)));

    private static bool Host(string host, string constraint) =>
        constraint.Length == 0 || (constraint[0] == '.' ? host.EndsWith(constraint, StringComparison.OrdinalIgnoreCase) : Same(host, constraint));

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static bool Same(NameAttribute left, NameAttribute right) => left.Type == right.Type
        && (left.Value is null || right.Value is null
            ? left.Encoded.Span.SequenceEqual(right.Encoded.Span)
            : Same(Fold(left.Value), Fold(right.Value)));

    /// <summary>RFC 4518 as far as it matters: NFKC, and inner spaces counted once.</summary>
    private static string Fold(string value)
    {
        if (Ascii.IsValid(value) && !value.Contains(' ', StringComparison.Ordinal))
        {
            return value;
        }

        return string.Join(' ', Normalize(value).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Normalize(string value)
    {
        try
        {
            return value.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Not valid Unicode: compared as it is.
            return value;
        }
    }
}
