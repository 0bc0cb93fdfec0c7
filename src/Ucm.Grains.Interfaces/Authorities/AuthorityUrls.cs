using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>Where the certificates of an authority point to; null: to this installation. Plain http each.</summary>
/// <param name="Crl">Places of its one full CRL (RFC 5280 §4.2.1.13).</param>
/// <param name="Ocsp">RFC 5280 §4.2.2.1, as <paramref name="Issuers"/>.</param>
/// <param name="Issuers">Places of its certificate.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.authority-urls")]
public sealed record AuthorityUrls(
    [property: Id(0)] ImmutableArray<string>? Crl,
    [property: Id(1)] ImmutableArray<string>? Ocsp,
    [property: Id(2)] ImmutableArray<string>? Issuers)
{
    /// <summary>All of each kind; more would only make certificates longer.</summary>
    public const int MaxUrls = 4;

    /// <summary>Characters.</summary>
    public const int MaxLength = 255;

    public static AuthorityUrls Default { get; } = new(null, null, null);

    public bool IsDefault => Crl is null && Ocsp is null && Issuers is null;

    public bool Says(AuthorityUrls other) => Same(Crl, other.Crl) && Same(Ocsp, other.Ocsp) && Same(Issuers, other.Issuers);

    private static bool Same(ImmutableArray<string>? left, ImmutableArray<string>? right) =>
        left is { } one && right is { } two ? one.SequenceEqual(two, StringComparer.Ordinal) : left is null == right is null;
}

/// <summary>Change where certificates point to.</summary>
/// <param name="ExpectedVersion">Of the authority's snapshot; null for any.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.set-authority-urls-command")]
public sealed record SetAuthorityUrlsCommand([property: Id(0)] AuthorityUrls Urls, [property: Id(1)] long? ExpectedVersion, [property: Id(2)] Caller Caller);
