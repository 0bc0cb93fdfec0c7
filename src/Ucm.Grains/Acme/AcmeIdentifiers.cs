using System.Collections.Immutable;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;

namespace Ucm.Grains.Acme;

/// <summary>From what a client wrote to the names of an order: normalised, each once (RFC 8555 §7.1.3, RFC 8738 §3).</summary>
internal static class AcmeIdentifiers
{
    private const int MaxShown = 255;

    public static Refusal? TryNormalize(
        ImmutableArray<AcmeIdentifier> identifiers,
        AcmeIdentifierRules rules,
        Func<SubjectName, NamedRefusal?> check,
        out ImmutableArray<SubjectName> names)
    {
        names = [];
        if (identifiers.Length == 0)
        {
            return new Refusal(RefusalCode.Malformed, "An order needs at least one identifier.");
        }

        if (identifiers.Length > rules.Maximum)
        {
            return new Refusal(RefusalCode.Malformed, $"An order has at most {rules.Maximum} identifiers.");
        }

        var parts = ImmutableArray.CreateBuilder<NamedRefusal>();
        var accepted = new List<SubjectName>(identifiers.Length);
        foreach (var identifier in identifiers)
        {
            if ((Normalize(identifier, out var name) ?? rules.Check(name!) ?? check(name!)) is { } refusal)
            {
                parts.Add(refusal);
            }
            else if (!accepted.Contains(name!))
            {
                accepted.Add(name!);
            }
        }

        names = [.. accepted];
        return parts.Count == 0 ? null : Refuse(parts.ToImmutable());
    }

    /// <summary>One refusal of at least one identifier, with a part for each (RFC 8555 §6.7.1).</summary>
    public static Refusal Refuse(ImmutableArray<NamedRefusal> parts) =>
        new(parts[0].Code, parts.Length == 1 ? parts[0].Detail : $"{parts.Length} identifiers of the order are refused.") { Parts = parts };

    private static NamedRefusal? Normalize(AcmeIdentifier identifier, out SubjectName? name)
    {
        name = null;
        var shown = identifier.Value.Length > MaxShown ? identifier.Value[..MaxShown] : identifier.Value;
        if (identifier.Type is not ("dns" or "ip"))
        {
            return new NamedRefusal(shown, RefusalCode.UnsupportedIdentifier, "Identifiers must be of the type dns or ip.");
        }

        var kind = identifier.Type == "dns" ? GeneralNameKind.Dns : GeneralNameKind.Ip;
        if (!GeneralNames.TryNormalize(new GeneralName(kind, identifier.Value), out var normalized, out var fault))
        {
            return new NamedRefusal(shown, RefusalCode.RejectedIdentifier, fault.Detail);
        }

        name = new SubjectName(kind == GeneralNameKind.Dns ? SubjectNameKind.Dns : SubjectNameKind.Ip, normalized.Value);
        return null;
    }
}
