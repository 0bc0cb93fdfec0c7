using System.Collections.Immutable;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Frontend.Admin.Api;

/// <summary>The query of <c>GET /api/certificates</c>. All filters hold at once, and for every page of a listing.</summary>
internal static class CertificateFilter
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    // Who knows one of these looks for one certificate, whatever it is for.
    private static readonly string[] Wholes = ["serial", "fingerprint", "key_sha256"];

    /// <summary>What selects certificates; the same for lists, counts and downloads of lists.</summary>
    public static readonly QueryParameter[] Filters =
    [
        QueryParameter.Choice("status", "good is valid or expired.", "valid", "expired", "revoked", "on_hold", "voided", "reserved", "good"),
        QueryParameter.Text(
            "q",
            "Words that all occur in the subject, a name or the serial. With a kind in front, as in dns:www, a word is the beginning of such a name. "
                + "A serial may have colons.",
            "dns:www.example.com"),
        QueryParameter.Text("name", "Part of the subject or of a name, spaces included.", "Ada Lovelace"),
        QueryParameter.Text("name_suffix", "The end of the subject or of a name.", ".corp.example.com"),
        QueryParameter.Text(
            "san",
            "A whole subject alternative name, as it is or with its kind in front.",
            "dns:www.example.com",
            "a name such as www.example.com, 192.0.2.1, email:a@example.com or uri:https://example.com/",
            static text => RequestedNames.TryParse([text], out _) is null),
        QueryParameter.Text(
            "serial",
            "The whole serial number in hex, of either case, with or without colons and leading zeros.",
            "5A:C3:01",
            "a serial number in hex, of at most 20 octets",
            static text => SerialNumber.TryParsePrinted(text, out _)),
        QueryParameter.Text(
            "authority", "The id of the issuing authority.", "issuing", "an authority's id, such as issuing", static text => AuthorityId.TryParse(text, out _)),
        QueryParameter.Text("profile", "The profile's name.", "tls-server"),
        QueryParameter.Text("key_sha256", "SHA-256 of the public key, as the certificate's key_sha256 says.", new string('0', 64), "64 hex digits", static text => Hex(text) is { Length: 32 }),
        QueryParameter.Text(
            "fingerprint",
            "SHA-256 or SHA-1 of the certificate, of either case, with or without colons.",
            string.Join(':', Enumerable.Repeat("5A", 32)),
            "a fingerprint of 64 (SHA-256) or 40 (SHA-1) hex digits",
            static text => Hex(text) is { Length: 32 or 20 }),
        QueryParameter.Text("label", "A label that it has: its name, or name=value.", "team=web", "a label such as team or team=web", static text => text[0] != '='),
        QueryParameter.Text("owner", "Its whole owner.", "web team"),
        QueryParameter.Choice("channel", "How its request came in.", WayInNames.All),
        QueryParameter.Text("requester", "Who asked for it, as the certificate's requester says.", "user:admin"),
        QueryParameter.Choice("system", "true shows those that serve the platform itself too: listeners' and OCSP responders'. A search by serial, fingerprint or key_sha256 always does.", "true", "false"),
        QueryParameter.Time("issued_after", "When it was asked for."),
        QueryParameter.Time("issued_before", "When it was asked for."),
        QueryParameter.Time("expires_after", "Its not_after."),
        QueryParameter.Time("expires_before", "Its not_after."),
    ];

    public static readonly QueryParameter[] Parameters = [QueryParameter.Limit(MaxLimit, DefaultLimit), QueryParameter.Cursor(), .. Filters];

    public static CertificateQuery Read(IQueryCollection query, DateTimeOffset now) => WithStatus(
        query.Text("status"),
        now,
        new CertificateQuery(
            query.Text("authority") is { } authority ? AuthorityId.Parse(authority) : null,
            Profile: query.Text("profile"),
            Text: query.Text("q"),
            ExpiresBefore: query.Time("expires_before"),
            ExpiresAfter: query.Time("expires_after"),
            Cursor: query.Text("cursor"),
            Take: query.Limit(DefaultLimit))
        {
            Name = query.Text("name"),
            San = query.Text("san") is { } san && RequestedNames.TryParse([san], out var names) is null ? names[0] : null,
            Serial = SerialNumber.TryParsePrinted(query.Text("serial"), out var serial) ? serial : null,
            Requester = query.Text("requester"),
            IssuedAfter = query.Time("issued_after"),
            IssuedBefore = query.Time("issued_before"),
            NameSuffix = query.Text("name_suffix"),
            KeySha256 = query.Text("key_sha256") is { } key ? Hex(key) : null,
            Fingerprint = query.Text("fingerprint") is { } fingerprint ? Hex(fingerprint) : null,
            LabelName = query.Text("label")?.Split('=', 2)[0],
            LabelValue = query.Text("label")?.Split('=', 2) is [_, var value] ? value : null,
            Owner = query.Text("owner"),
            Way = WayInNames.Parse(query.Text("channel")),
            IncludeSystem = query.Text("system") == "true" || Wholes.Any(name => query.Text(name) is not null),
        });

    /// <summary>Octets of hex digits that may have colons between them; null for other text.</summary>
    private static ImmutableArray<byte>? Hex(string text)
    {
        var digits = text.Replace(":", string.Empty, StringComparison.Ordinal);
        return digits.Length % 2 == 0 && digits.Length > 0 && digits.All(char.IsAsciiHexDigit) ? [.. Convert.FromHexString(digits)] : null;
    }

    /// <summary>Whether a good certificate has expired is a question of time, which no row is rewritten for.</summary>
    private static CertificateQuery WithStatus(string? status, DateTimeOffset now, CertificateQuery query) => status switch
    {
        null => query,
        "valid" => query with { Status = CertificateStatus.Good, ExpiresAfter = query.ExpiresAfter > now ? query.ExpiresAfter : now },
        "expired" => query with { Status = CertificateStatus.Good, ExpiresBefore = query.ExpiresBefore < now ? query.ExpiresBefore : now },
        "revoked" => query with { Status = CertificateStatus.Revoked },
        "on_hold" => query with { Status = CertificateStatus.OnHold },
        "voided" => query with { Status = CertificateStatus.Voided },
        "reserved" => query with { Status = CertificateStatus.Reserved },
        _ => query with { Status = CertificateStatus.Good },
    };
}
