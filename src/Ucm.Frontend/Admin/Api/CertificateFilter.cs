using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Frontend.Admin.Api;

/// <summary>The query of <c>GET /api/certificates</c>. All filters hold at once, and for every page of a listing.</summary>
internal static class CertificateFilter
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    public static readonly QueryParameter[] Parameters =
    [
        QueryParameter.Limit(MaxLimit, DefaultLimit),
        QueryParameter.Cursor(),
        QueryParameter.Choice("status", "good is valid or expired.", "valid", "expired", "revoked", "on_hold", "voided", "reserved", "good"),
        QueryParameter.Text(
            "q",
            "Words that all occur in the subject, a name or the serial. With a kind in front, as in dns:www, a word is the beginning of such a name. "
                + "A serial may have colons.",
            "dns:www.example.com"),
        QueryParameter.Text("name", "Part of the subject or of a name, spaces included.", "Ada Lovelace"),
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
        QueryParameter.Text("requester", "Who asked for it, as the certificate's requester says.", "user:admin"),
        QueryParameter.Choice("system", "true shows those that serve the platform itself too: listeners' and OCSP responders'. A search by serial always does.", "true", "false"),
        QueryParameter.Time("issued_after", "When it was asked for."),
        QueryParameter.Time("issued_before", "When it was asked for."),
        QueryParameter.Time("expires_after", "Its not_after."),
        QueryParameter.Time("expires_before", "Its not_after."),
    ];

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
            IncludeSystem = query.Text("system") == "true" || query.Text("serial") is not null,
        });

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
