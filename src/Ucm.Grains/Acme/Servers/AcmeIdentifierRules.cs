using System.Collections.Immutable;
using System.Net;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Servers;

/// <summary>Which names may be ordered.</summary>
/// <param name="DnsSuffixes">Lower-case DNS names: these and all below them; null for any, empty for none.</param>
/// <param name="Networks">Null for any, empty for none.</param>
internal sealed record AcmeIdentifierRules(ImmutableArray<string>? DnsSuffixes, ImmutableArray<IPNetwork>? Networks, bool Wildcards, int Maximum)
{
    /// <summary>Why the name may not be ordered; null when it may.</summary>
    public NamedRefusal? Check(SubjectName name)
    {
        if (name.Kind == SubjectNameKind.Ip)
        {
            return Networks is not { } networks || networks.Any(network => network.Contains(IPAddress.Parse(name.Value)))
                ? null
                : Refused(
                    name,
                    networks.IsEmpty
                        ? "No addresses can be ordered here."
                        : $"The address lies in none of the networks that can be ordered here: {List(networks)}.");
        }

        var isWildcard = name.Value.StartsWith("*.", StringComparison.Ordinal);
        if (isWildcard && !Wildcards)
        {
            return Refused(name, "Wildcards cannot be ordered here.");
        }

        var host = isWildcard ? name.Value[2..] : name.Value;
        return DnsSuffixes is not { } suffixes || suffixes.Any(suffix => IsWithin(host, suffix))
            ? null
            : Refused(
                name,
                suffixes.IsEmpty
                    ? "No DNS names can be ordered here."
                    : $"The name is not at or below one that can be ordered here: {List(suffixes)}.");
    }

    /// <summary>True when <paramref name="host"/> is the suffix or ends with a dot and the suffix.</summary>
    public static bool IsWithin(string host, string suffix) =>
        host.EndsWith(suffix, StringComparison.Ordinal) && (host.Length == suffix.Length || host[host.Length - suffix.Length - 1] == '.');

    private static string List<T>(ImmutableArray<T> entries) => string.Join(", ", entries.Take(5)) + (entries.Length > 5 ? ", …" : string.Empty);

    private static NamedRefusal Refused(SubjectName name, string detail) => new(name.Value, RefusalCode.RejectedIdentifier, detail);
}
