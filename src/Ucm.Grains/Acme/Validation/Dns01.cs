using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DnsClient;
using DnsClient.Protocol;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// dns-01 (RFC 8555 §8.4): one of the TXT records of _acme-challenge under the name holds the digest of the key authorization. The only one that
/// proves a wildcard.
/// </summary>
internal sealed class Dns01(DnsLookup lookup) : IChallengeType
{
    private const string Label = "_acme-challenge.";
    private const int MaxMisplaced = 3;
    private static readonly TimeSpan SearchLimit = TimeSpan.FromSeconds(2);

    public string Name => "dns-01";

    public bool Proves(SubjectName identifier) => identifier.Kind is SubjectNameKind.Dns;

    public async Task Validate(ValidationRequest request, ValidationTrail trail, CancellationToken cancellationToken)
    {
        var domain = request.Identifier.Value.StartsWith("*.", StringComparison.Ordinal) ? request.Identifier.Value[2..] : request.Identifier.Value;
        var authoritative = request.Policy?.AskAuthoritative == true;
        trail.Ask($"dns:{Label}{domain}?type=TXT");
        var found = await lookup.Find(Label + domain, QueryType.TXT, authoritative, cancellationToken);
        trail.Used(found.Server);
        string[] values = [.. found.Records.OfType<TxtRecord>().Select(static record => string.Concat(record.Text))];
        var expected = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(request.KeyAuthorization)));
        if (values.Contains(expected, StringComparer.Ordinal))
        {
            return;
        }

        var place = found.Names.Count > 1 ? $"{found.Last} (which CNAME records lead to from {found.Names[0]})" : found.Last;
        if (values.Length > 0)
        {
            throw ValidationException.Response(
                $"{(values.Length == 1 ? "The only TXT record" : $"None of the {values.Length} TXT records")} at {place}, asked at {found.Server}, "
                + $"{(values.Length == 1 ? "is not" : "is")} {expected}: {TxtValues.Describe(values, expected, request.KeyAuthorization)}.");
        }

        var misplaced = await FindElsewhere(domain, expected, authoritative, cancellationToken);
        var advice = misplaced is null ? $"It should be {expected}." : $"The right value is at {misplaced}, which is the wrong name.";
        throw found.NoSuchName
            ? ValidationException.Dns($"There is no name {place} (NXDOMAIN), so it has no TXT record; asked at {found.Server}. {advice}")
            : ValidationException.Response($"There is no TXT record at {place}; asked at {found.Server}. {advice}");
    }

    /// <summary>
    /// The usual wrong names: the domain itself, and the whole name put into a form that appends the zone. Null when the value is at none of them.
    /// </summary>
    private async Task<string?> FindElsewhere(string domain, string expected, bool authoritative, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SearchLimit);
        var zones = DnsText.Climb(domain).Where(static zone => zone.Contains('.')).Take(MaxMisplaced);
        string[] names = [domain, .. zones.Select(zone => $"{Label}{domain}.{zone}")];
        var searches = names.Where(static name => name.Length <= 253).Select(name => Has(name, expected, authoritative, limit.Token));
        return (await Task.WhenAll(searches)).FirstOrDefault(static name => name is not null);
    }

    private async Task<string?> Has(string name, string expected, bool authoritative, CancellationToken cancellationToken)
    {
        try
        {
            var found = await lookup.Find(name, QueryType.TXT, authoritative, cancellationToken);
            return found.Records.OfType<TxtRecord>().Any(record => string.Concat(record.Text) == expected) ? name : null;
        }
        catch (Exception fault) when (fault is ValidationException or OperationCanceledException)
        {
            // It is only for the sake of a better explanation.
            return null;
        }
    }
}
