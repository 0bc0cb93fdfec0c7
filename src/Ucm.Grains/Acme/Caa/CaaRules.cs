using System.Text;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Grains.Acme.Caa;

/// <summary>Whether a set of CAA records lets this authority issue (RFC 8659 §4, RFC 8657). What cannot be understood forbids. Pure.</summary>
internal static class CaaRules
{
    private const string Issue = "issue";
    private const string IssueWild = "issuewild";
    private const string Iodef = "iodef";
    private const int MaxShown = 4;

    /// <summary>A clause that says why not; null when it may be issued.</summary>
    /// <param name="records">The relevant set: of the name itself, or of the nearest one above it that has any.</param>
    public static string? WhyNot(IReadOnlyList<CaaEntry> records, CaaQuestion question, ValidationPolicy policy)
    {
        if (records.FirstOrDefault(static record => record.IsCritical && record.Tag is not (Issue or IssueWild or Iodef)) is { } unknown)
        {
            return $"it has the critical property {Shown(unknown.Tag)}, which this authority does not know";
        }

        var isWildcard = question.Name.StartsWith('*');
        var wild = records.Where(static record => record.Tag == IssueWild).ToList();
        var relevant = isWildcard && wild.Count > 0 ? wild : [.. records.Where(static record => record.Tag == Issue)];
        if (relevant.Count == 0)
        {
            return null;
        }

        var reasons = relevant.Select(record => WhyNot(record, question, policy)).ToList();
        return reasons.Contains(null) ? null : reasons.Find(static reason => reason is { Length: > 0 }) ?? NotNamed(relevant, policy);
    }

    /// <summary>Null when the record lets us issue; empty when it is about somebody else.</summary>
    private static string? WhyNot(CaaEntry record, CaaQuestion question, ValidationPolicy policy)
    {
        if (!CaaProperty.TryParse(record.Value, out var property))
        {
            return $"the value of {Shown(record.ToString())} is malformed";
        }

        if (!policy.CaaIdentities.Contains(property.Issuer, StringComparer.OrdinalIgnoreCase))
        {
            return string.Empty;
        }

        return Accounts(property, policy.AccountUrl) ?? Methods(property, question.Method);
    }

    /// <summary>RFC 8657 §3: another account, none that can be told, or several.</summary>
    private static string? Accounts(CaaProperty property, string account)
    {
        string[] uris = [.. property.Parameters.Where(static parameter => parameter.Tag == "accounturi").Select(static parameter => parameter.Value)];
        return uris switch
        {
            [] => null,
            [var only] when only == account => null,
            [var only] => $"it is for the account {Shown(only)} and not for {account}",
            _ => "it has accounturi more than once, which no account fulfils",
        };
    }

    /// <summary>RFC 8657 §4.</summary>
    private static string? Methods(CaaProperty property, string? method)
    {
        string[] lists = [.. property.Parameters.Where(static parameter => parameter.Tag == "validationmethods").Select(static parameter => parameter.Value)];
        return lists switch
        {
            [] => null,
            [var only] when method is not null && only.Split(',').Contains(method, StringComparer.Ordinal) => null,
            [var only] => $"it allows the validation methods {Shown(only)} and the name was proved by {method ?? "no challenge"}",
            _ => "it has validationmethods more than once, which no validation fulfils",
        };
    }

    private static string NotNamed(List<CaaEntry> relevant, ValidationPolicy policy)
    {
        var shown = string.Join(", ", relevant.Take(MaxShown).Select(static record => Shown(record.ToString())));
        var ours = policy.CaaIdentities.IsEmpty
            ? "this server has no names for CAA records configured"
            : $"none of them is for this authority ({string.Join(", ", policy.CaaIdentities)})";
        return $"{shown}{(relevant.Count > MaxShown ? ", …" : string.Empty)}: {ours}";
    }

    private static string Shown(string text) => KeyAuthorizationText.Shown(Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, 200)]));
}
