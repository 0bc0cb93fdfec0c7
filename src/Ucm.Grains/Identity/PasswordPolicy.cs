using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity;

/// <summary>Which passwords are accepted (NIST SP 800-63B §3.1.1: length and known-bad lists, no composition rules).</summary>
internal static class PasswordPolicy
{
    public const int MinLength = 12;
    public const int MaxLength = 256;

    public static Refusal? Check(string password, UserName user)
    {
        var fault = password switch
        {
            { Length: < MinLength } => $"A password has at least {MinLength} characters.",
            { Length: > MaxLength } => $"A password has at most {MaxLength} characters.",
            _ when !IsText(password) => "A password is text without control characters.",
            _ when Resembles(password, user.Value) => "The password must not be the user name.",
            _ when CommonPasswords.Contains(password) => "This password is one of the first that anybody would try.",
            _ => null,
        };
        return fault is null ? null : new Refusal(RefusalCode.PolicyViolation, fault);
    }

    private static bool IsText(string password)
    {
        var rest = password.AsSpan();
        while (!rest.IsEmpty)
        {
            if (System.Text.Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done || System.Text.Rune.IsControl(rune))
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    /// <summary>The name itself, backwards, repeated, or with a few characters added.</summary>
    private static bool Resembles(string password, string user)
    {
        var lower = password.ToLowerInvariant();
        var backwards = string.Concat(user.Reverse());
        var rest = lower.Replace(user, string.Empty, StringComparison.Ordinal).Replace(backwards, string.Empty, StringComparison.Ordinal);
        return rest.Length < lower.Length && rest.Length <= 4;
    }
}
