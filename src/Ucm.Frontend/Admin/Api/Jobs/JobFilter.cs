using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Jobs;

/// <summary>Reads which certificates a job is for. A filter is the query of <c>GET /api/certificates</c> as JSON, and is checked by the same table.</summary>
internal static class JobFilter
{
    private static readonly string[] OfPages = ["limit", "cursor"];

    public static Refusal? TryRead(Dictionary<string, JsonElement> filter, DateTimeOffset now, out CertificateQuery? query)
    {
        query = null;
        var values = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        var faults = ImmutableArray.CreateBuilder<NamedRefusal>();
        foreach (var (name, element) in filter)
        {
            var known = Array.Find(CertificateFilter.Parameters, parameter => parameter.Name == name && !OfPages.Contains(name));
            var text = element.ValueKind switch
            {
                JsonValueKind.String => element.GetString(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
            if (known is null)
            {
                faults.Add(Fault(name, "Is no parameter of GET /api/certificates."));
            }
            else if (text is null || text.Length == 0 || !known.Accepts(text))
            {
                faults.Add(Fault(name, $"Must be {known.Wanted}."));
            }
            else
            {
                values[name] = text;
            }
        }

        if (faults.Count > 0)
        {
            return new Refusal(RefusalCode.Malformed, $"The filter is not valid: {faults[0].Name}: {faults[0].Detail}") { Parts = faults.ToImmutable() };
        }

        query = CertificateFilter.Read(new QueryCollection(values), now);
        return null;
    }

    public static Refusal? TryRead(string?[] ids, out ImmutableArray<CertificateKey> keys)
    {
        keys = [];
        var parsed = ImmutableArray.CreateBuilder<CertificateKey>(Math.Min(ids.Length, Grains.Interfaces.Jobs.CreateJobCommand.MaxIds));
        for (var i = 0; i < Math.Min(ids.Length, Grains.Interfaces.Jobs.CreateJobCommand.MaxIds + 1); i++)
        {
            if (!CertificateKey.TryParseId(ids[i], out var key))
            {
                var part = new NamedRefusal($"/ids/{i}", RefusalCode.Malformed, "Must be the id of a certificate, such as issuing.01ab.");
                return new Refusal(RefusalCode.Malformed, $"'ids[{i}]' is no id of a certificate.") { Parts = [part] };
            }

            parsed.Add(key);
        }

        keys = [.. parsed.Distinct()];
        return null;
    }

    private static NamedRefusal Fault(string name, string detail) => new($"/filter/{name[..Math.Min(name.Length, 40)]}", RefusalCode.Malformed, detail);
}
