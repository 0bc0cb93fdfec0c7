using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;

namespace Ucm.Grains.Acme;

/// <summary>From what a client wrote to the names of an order: normalised, each once (RFC 8555 §7.1.3, RFC 8738 §3).</summary>
internal static class AcmeIdentifiers
{
    private const int MaxShown = 255;

    /// <param name="isProvable">Whether any challenge that is offered can prove a name.</param>
    public static Refusal? TryNormalize(
        ImmutableArray<AcmeIdentifier> identifiers, int maximum, Func<SubjectName, bool> isProvable, out ImmutableArray<SubjectName> names)
    {
        names = [];
        if (identifiers.Length == 0)
        {
            return new Refusal(RefusalCode.Malformed, "An order needs at least one identifier.");
        }

        if (identifiers.Length > maximum)
        {
            return new Refusal(RefusalCode.Malformed, $"An order has at most {maximum} identifiers.");
        }

        var parts = ImmutableArray.CreateBuilder<NamedRefusal>();
        var accepted = new List<SubjectName>(identifiers.Length);
        foreach (var identifier in identifiers)
        {
            if (Normalize(identifier, isProvable, out var name) is { } refusal)
            {
                parts.Add(refusal);
            }
            else if (!accepted.Contains(name!))
            {
                accepted.Add(name!);
            }
        }

        names = [.. accepted];
        return parts.Count switch
        {
            0 => null,
            1 => new Refusal(parts[0].Code, parts[0].Detail) { Parts = parts.ToImmutable() },
            _ => new Refusal(parts[0].Code, $"{parts.Count} identifiers of the order are refused.") { Parts = parts.ToImmutable() },
        };
    }

    private static NamedRefusal? Normalize(AcmeIdentifier identifier, Func<SubjectName, bool> isProvable, out SubjectName? name)
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
        if (isProvable(name))
        {
            return null;
        }

        // RFC 8555 §7.1.3: a server at one name proves nothing about the names beside it.
        return new NamedRefusal(shown, RefusalCode.RejectedIdentifier, normalized.Value[0] == '*'
            ? "Wildcards need a challenge over DNS, which this server does not offer."
            : $"No challenge that this server offers can prove {(kind == GeneralNameKind.Dns ? "a DNS name" : "an IP address")}.");
    }
}
