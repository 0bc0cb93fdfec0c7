using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ucm.Pki.X509;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>Says whether another authority's certificate is revoked, by the CRL files in the settings. A file that changed is read again.</summary>
internal sealed class ForeignCrls(IOptions<MtlsOptions> options, TimeProvider clock, ILogger<ForeignCrls> log)
{
    private readonly ConcurrentDictionary<string, (DateTime Written, CrlFile? List)> files = new(StringComparer.Ordinal);

    /// <summary>Null when none of the certificates below the anchor is revoked; else the reason.</summary>
    /// <param name="path">The client's certificate first, the trust anchor last.</param>
    public string? FindFault(IReadOnlyList<ParsedCertificate> path)
    {
        CrlFile[] lists = [.. options.Value.Crls.Select(Current).OfType<CrlFile>()];
        return Enumerable.Range(0, path.Count - 1).Select(at => FindFault(path[at], path[at + 1], lists)).FirstOrDefault(static fault => fault is not null);
    }

    private string? FindFault(ParsedCertificate certificate, ParsedCertificate issuer, CrlFile[] lists)
    {
        var own = lists.Where(list => list.IsOf(issuer)).ToArray();
        if (own.Any(list => list.Lists(certificate)))
        {
            // An old list will do: revoked stays revoked.
            return $"{certificate.Subject} is on the CRL of {issuer.Subject}.";
        }

        var now = clock.GetUtcNow();
        return !options.Value.RequireCrl || own.Any(list => list.IsCurrent(now)) ? null : $"There is no current CRL of {issuer.Subject}.";
    }

    /// <summary>Null when the file cannot be read, so that it counts as missing.</summary>
    private CrlFile? Current(string file)
    {
        var written = File.GetLastWriteTimeUtc(file);
        if (files.TryGetValue(file, out var known) && known.Written == written)
        {
            return known.List;
        }

        if (!CrlFile.TryRead(file, out var list, out var fault))
        {
            log.CrlNotRead(fault);
        }

        files[file] = (written, list);
        return list;
    }
}
