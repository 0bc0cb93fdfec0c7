using DnsClient;
using DnsClient.Protocol;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Finds the records of a name, following CNAME records across zones.</summary>
internal sealed class DnsLookup(DnsServers servers, AuthoritativeServers authoritative)
{
    private const int MaxAliases = 10;

    /// <param name="askAuthoritative">Asks the servers of each zone and not a resolver, which may know an older state.</param>
    /// <exception cref="ValidationException">No server knows: failures, silence, CNAME records in a circle.</exception>
    public async Task<DnsFinding> Find(string name, QueryType type, bool askAuthoritative, CancellationToken cancellationToken)
    {
        List<string> names = [DnsText.Plain(name)];
        while (true)
        {
            var asked = names[^1];
            var known = askAuthoritative ? await authoritative.Of(asked, cancellationToken) : servers.Current;
            var answer = await known.Ask(asked, type, cancellationToken);
            if (!answer.IsAnswer)
            {
                throw ValidationException.Dns(Explain(asked, answer));
            }

            Follow(answer.Records, names);
            var ofType = answer.Records.Where(record => (int)record.RecordType == (int)type);
            DnsResourceRecord[] records = [.. ofType.Where(record => DnsText.SameName(record.DomainName, names[^1]))];
            if (records.Length > 0 || names[^1] == asked)
            {
                return new DnsFinding(names, answer.Server, answer.Kind == NameAnswerKind.NoSuchName, records);
            }
        }
    }

    /// <summary>Adds the target of each CNAME record that leads on from the last name.</summary>
    private static void Follow(IReadOnlyList<DnsResourceRecord> records, List<string> names)
    {
        while (records.OfType<CNameRecord>().FirstOrDefault(record => DnsText.SameName(record.DomainName, names[^1])) is { } alias)
        {
            var target = DnsText.Plain(alias.CanonicalName);
            var isCircle = names.Exists(name => DnsText.SameName(name, target));
            names.Add(target);
            if (isCircle)
            {
                throw ValidationException.Dns($"The CNAME records of {names[0]} lead in a circle: {Shown(names)}.");
            }

            if (names.Count > MaxAliases + 1)
            {
                throw ValidationException.Dns($"More than {MaxAliases} CNAME records follow each other: {Shown(names)}.");
            }
        }
    }

    private static string Explain(string name, NameAnswer answer) => answer.Kind == NameAnswerKind.Silent
        ? $"No name server answered the question for {answer.Type} of {Shown([name])} in time (asked {answer.Server})."
        : $"{Shown([name])} could not be looked up: {answer.Why} (asked {answer.Server}).";

    private static string Shown(IEnumerable<string> names) => string.Join(" → ", names.Select(static name => name.Length > 100 ? name[..100] + "…" : name));
}

/// <param name="Names">The name that was looked for, and each that a CNAME record led to.</param>
/// <param name="Server">The one that gave the last answer.</param>
/// <param name="NoSuchName">NXDOMAIN, as against a name without records of the type.</param>
internal sealed record DnsFinding(IReadOnlyList<string> Names, string Server, bool NoSuchName, IReadOnlyList<DnsResourceRecord> Records)
{
    /// <summary>The name that has the records, or should have them.</summary>
    public string Last => Names[^1];
}
