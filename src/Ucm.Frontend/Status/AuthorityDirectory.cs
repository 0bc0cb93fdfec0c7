using Ucm.Grains.Interfaces.Authorities;
using Ucm.Pki.Ocsp;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Status;

/// <summary>The authorities as the world names them: by slug in URLs, by hashes in CertIDs. Replaced as a whole when the catalog changes.</summary>
internal sealed class AuthorityDirectory
{
    private volatile Content content = new(-1, [], []);

    public bool IsLoaded => content.Version >= 0;

    public AuthoritySnapshot? Find(AuthorityId id) => content.BySlug.GetValueOrDefault(id)?.Snapshot;

    public OcspIssuer? FindIssuer(AuthorityId id) => content.BySlug.GetValueOrDefault(id)?.Issuer;

    public AuthorityId? Find(OcspCertId certId)
    {
        foreach (var known in content.All)
        {
            if (known.Issuer.Matches(certId))
            {
                return known.Snapshot.Id;
            }
        }

        return null;
    }

    public void Replace(AuthorityCatalog catalog)
    {
        if (catalog.Version == content.Version)
        {
            return;
        }

        var all = catalog.Authorities
            .Where(static authority => !authority.Certificate.IsDefaultOrEmpty)
            .Select(static authority => new Known(authority, OcspIssuer.Of(ParsedCertificate.Parse(authority.Certificate.AsMemory()))))
            .ToArray();
        content = new Content(catalog.Version, all, all.ToDictionary(static known => known.Snapshot.Id));
    }

    private sealed record Known(AuthoritySnapshot Snapshot, OcspIssuer Issuer);

    private sealed record Content(long Version, Known[] All, Dictionary<AuthorityId, Known> BySlug);
}
