using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>
/// An API token as its user holds it: <c>ucm_{id}.{secret}</c>, 16 and 32 random octets in base64url. The prefix lets scanners find it where it was left by
/// mistake.
/// </summary>
public static class ApiTokenText
{
    public const string Prefix = "ucm_";
    private const int IdLength = 22;
    private const int SecretLength = 43;

    public static string Write(string id, string secret) => $"{Prefix}{id}.{secret}";

    public static bool IsId([NotNullWhen(true)] string? text) => text is { Length: IdLength } && Base64Url.IsValid(text);

    /// <summary>False for anything that is not of this form.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? id, [NotNullWhen(true)] out SecretText? secret)
    {
        (id, secret) = (null, null);
        if (text is not { Length: 4 + IdLength + 1 + SecretLength } || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var (first, last) = (text[4..(4 + IdLength)], text[(4 + IdLength + 1)..]);
        if (text[4 + IdLength] != '.' || !IsId(first) || !Base64Url.IsValid(last))
        {
            return false;
        }

        (id, secret) = (first, new SecretText(last));
        return true;
    }
}
