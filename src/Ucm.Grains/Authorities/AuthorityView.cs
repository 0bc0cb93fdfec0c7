using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Authorities;

/// <summary>All authorities, and all that administrators name beside them, as the database had them at one moment.</summary>
/// <param name="IsMember">False when the membership table says that this silo has been put out of the cluster.</param>
/// <param name="AskedAt">Timestamp from before the query began: the view is at least as new as this.</param>
internal sealed record AuthorityView(AuthorityCatalog Catalog, IReadOnlyDictionary<AuthorityId, IssuerContext> Issuers, ObjectSet Objects, bool IsMember, long AskedAt);
