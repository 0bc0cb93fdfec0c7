using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Authorities;

/// <summary>Where an authority's certificates may point to: plain http, since https would need a certificate to check one (RFC 5280 §8).</summary>
internal static class AuthorityUrlRules
{
    private const string Scheme = "http://";

    /// <summary>All faults at once, each with the JSON pointer of its field; null when there is none.</summary>
    public static Refusal? Check(AuthorityUrls urls)
    {
        var faults = ImmutableArray.CreateBuilder<NamedRefusal>();
        Add("/crl", urls.Crl);
        Add("/ocsp", urls.Ocsp);
        Add("/issuers", urls.Issuers);
        return faults.Count == 0 ? null : new Refusal(RefusalCode.Malformed, faults[0].Detail) { Parts = faults.ToImmutable() };

        void Add(string field, ImmutableArray<string>? list)
        {
            if (list is not { } given)
            {
                return;
            }

            if (given.IsDefault || given.Length is 0 or > AuthorityUrls.MaxUrls || given.Distinct(StringComparer.Ordinal).Count() != given.Length)
            {
                faults.Add(new NamedRefusal(field, RefusalCode.Malformed, $"Give 1 to {AuthorityUrls.MaxUrls} different URLs, or null for those of this installation."));
                return;
            }

            for (var i = 0; i < given.Length; i++)
            {
                if (!IsUrl(given[i]))
                {
                    faults.Add(new NamedRefusal(
                        $"{field}/{i}",
                        RefusalCode.Malformed,
                        $"Must be a plain http URL with a host, without a user or a fragment, in ASCII, of at most {AuthorityUrls.MaxLength} characters."));
                }
            }
        }
    }

    /// <summary>
    /// A certificate of a shard is matched with its CRL by the address that both name (RFC 5280 §6.3.3), and that is this installation's. So there is
    /// either the one or the other.
    /// </summary>
    public static Refusal? CheckShards(AuthorityUrls? urls, CrlPolicy crl, string field)
    {
        const string detail = "With CRLs in shards each CRL names its own address here, which no URL of your own can match: give up the shards, or leave the CRL's URLs to this installation.";
        return urls?.Crl is not null && crl.IsSharded
            ? new Refusal(RefusalCode.Conflict, detail) { Parts = [new NamedRefusal(field, RefusalCode.Conflict, detail)] }
            : null;
    }

    /// <summary>Only characters that a certificate may have in a URI (RFC 3986 §2).</summary>
    private static bool IsUrl(string? text) =>
        text is { Length: > 7 and <= AuthorityUrls.MaxLength }
        && text.StartsWith(Scheme, StringComparison.Ordinal)
        && text.All(static c => c is > ' ' and < '\x7f' and not ('"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}'))
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url is { Host.Length: > 0, UserInfo.Length: 0, Fragment.Length: 0 };
}
