using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Storage.Authorities;

/// <summary>Reads the table <c>authorities</c>, which <see cref="Commits.AuthorityRow"/> fills in the transaction that changes an authority's state.</summary>
public interface IAuthorityIndex
{
    /// <summary>All authorities, by id, with a version that changes when any of them does.</summary>
    Task<AuthorityCatalog> List(CancellationToken cancellationToken);

    Task<AuthoritySnapshot?> Find(AuthorityId id, CancellationToken cancellationToken);
}
