using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Interfaces.Ocsp;

/// <summary>
/// Which responder of which authority: <c>ocsp:{slug}</c> for the one with a P-256 key, <c>ocsp:{slug}:{key algorithm}</c> for others (a prefix that no storage can
/// take for a number, and no slug holds a colon).
/// </summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.ocsp-responder-key")]
public readonly record struct OcspResponderKey([property: Id(0)] AuthorityId Authority, [property: Id(1)] string KeyAlgorithm)
{
    public const string DefaultAlgorithm = "ecdsa-p256";
    private const string Prefix = "ocsp:";

    /// <exception cref="FormatException">Not a key of this form.</exception>
    public static OcspResponderKey Parse(string text)
    {
        var parts = text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..].Split(':') : [];
        return parts.Length is 1 or 2
            ? new OcspResponderKey(AuthorityId.Parse(parts[0]), parts.Length == 2 ? parts[1] : DefaultAlgorithm)
            : throw new FormatException("Not the key of a responder.");
    }

    public override string ToString() => KeyAlgorithm == DefaultAlgorithm ? $"{Prefix}{Authority}" : $"{Prefix}{Authority}:{KeyAlgorithm}";
}
