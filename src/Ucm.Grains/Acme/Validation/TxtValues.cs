using System.Security.Cryptography;
using System.Text;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Says what stands in TXT records in place of the right value. What is shown of a stranger's values is short and printable.</summary>
internal static class TxtValues
{
    private const int MaxValues = 5;

    /// <summary>A clause: the known mistake if there is one, and the first few values.</summary>
    public static string Describe(IReadOnlyList<string> values, string expected, string keyAuthorization)
    {
        var mistake = values.Take(100).Select(value => Mistake(value, expected, keyAuthorization)).FirstOrDefault(static one => one is not null);
        var shown = string.Join(", ", values.Take(MaxValues).Select(Shown));
        var more = values.Count > MaxValues ? $" and {values.Count - MaxValues} more" : string.Empty;
        return $"{mistake}{(mistake is null ? string.Empty : "; ")}found {shown}{more}";
    }

    private static string Shown(string value) => KeyAuthorizationText.Shown(Encoding.UTF8.GetBytes(value[..Math.Min(value.Length, 200)]));

    private static string? Mistake(string value, string expected, string keyAuthorization)
    {
        var token = keyAuthorization[..keyAuthorization.IndexOf('.', StringComparison.Ordinal)];
        return value switch
        {
            _ when value.Trim() == expected => "the value has white space around it",
            _ when value.Trim('"', '\'', ' ') == expected => "the value has quotes as a part of it",
            _ when value == keyAuthorization => "a value is the key authorization itself and not its SHA-256 digest in base64url",
            _ when value == token => "a value is the token and not the digest of the key authorization",
            _ when value.StartsWith($"{token}.", StringComparison.Ordinal) => "a value is a key authorization with another account's key",
            _ when value.TrimEnd('=').Replace('+', '-').Replace('/', '_') == expected => "the digest is in base64 and not in base64url without padding",
            _ when value.Equals(expected, StringComparison.OrdinalIgnoreCase) => "the value is in another case: capital and small letters differ",
            _ when value.Equals(Hex(keyAuthorization), StringComparison.OrdinalIgnoreCase) => "the digest is in hexadecimal and not in base64url",
            _ => null,
        };
    }

    private static string Hex(string keyAuthorization) => Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(keyAuthorization)));
}
