using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Ucm.Frontend.Http;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>The query of <c>GET /api/certificates</c>. A parameter that is not known is refused: ignored, it would show what nobody asked for.</summary>
internal sealed record CertificateFilter(
    [property: Description("1 to 500; 50 when absent.")] string? Limit,
    [property: Description("next of the page before.")] string? Cursor,
    [property: Description("valid, expired, revoked, on_hold, voided, reserved, or good (valid or expired).")] string? Status,
    [property: Description("Part of the subject, of a name or of the serial.")] string? Q,
    string? Authority,
    string? Profile,
    [property: FromQuery(Name = "expires_before"), Description("RFC 3339.")] string? ExpiresBefore,
    [property: FromQuery(Name = "expires_after"), Description("RFC 3339.")] string? ExpiresAfter)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;
    private static readonly string[] Known = ["limit", "cursor", "status", "q", "authority", "profile", "expires_before", "expires_after"];

    public Refusal? TryRead(IQueryCollection query, DateTimeOffset now, out CertificateQuery parsed)
    {
        parsed = new CertificateQuery(Cursor: Cursor, Text: string.IsNullOrEmpty(Q) ? null : Q, Profile: string.IsNullOrEmpty(Profile) ? null : Profile);
        if (query.Keys.FirstOrDefault(key => !Known.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            return Bad($"Unknown parameter '{unknown}'; known are {string.Join(", ", Known)}.");
        }

        if (TryLimit(Limit, MaxLimit, DefaultLimit, out var limit) is { } badLimit)
        {
            return badLimit;
        }

        if (!TryTime(ExpiresBefore, out var before) || !TryTime(ExpiresAfter, out var after))
        {
            return Bad($"expires_before or expires_after cannot be read. {Rfc3339.Advice}");
        }

        AuthorityId authority = default;
        if (!string.IsNullOrEmpty(Authority) && !AuthorityId.TryParse(Authority, out authority))
        {
            return Bad("authority is not an authority's id.");
        }

        parsed = parsed with
        {
            Take = limit,
            Authority = string.IsNullOrEmpty(Authority) ? null : authority,
            ExpiresBefore = before,
            ExpiresAfter = after,
        };
        return TryStatus(now, ref parsed);
    }

    public static Refusal? TryLimit(string? text, int max, int otherwise, out int limit)
    {
        limit = otherwise;
        var valid = string.IsNullOrEmpty(text) || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= max);
        return valid ? null : Bad($"limit is a number from 1 to {max}.");
    }

    /// <summary>Whether a good certificate has expired is a question of time, which no row is rewritten for.</summary>
    private Refusal? TryStatus(DateTimeOffset now, ref CertificateQuery query)
    {
        switch (Status)
        {
            case null or "":
                return null;
            case "valid":
                query = query with { Status = CertificateStatus.Good, ExpiresAfter = query.ExpiresAfter > now ? query.ExpiresAfter : now };
                return null;
            case "expired":
                query = query with { Status = CertificateStatus.Good, ExpiresBefore = query.ExpiresBefore < now ? query.ExpiresBefore : now };
                return null;
            default:
                CertificateStatus? status = Status switch
                {
                    "good" => CertificateStatus.Good,
                    "revoked" => CertificateStatus.Revoked,
                    "on_hold" => CertificateStatus.OnHold,
                    "voided" => CertificateStatus.Voided,
                    "reserved" => CertificateStatus.Reserved,
                    _ => null,
                };
                query = query with { Status = status };
                return status is null ? Bad("status is valid, expired, revoked, on_hold, voided, reserved or good.") : null;
        }
    }

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        var parsed = default(DateTimeOffset);
        var valid = string.IsNullOrEmpty(text) || Rfc3339.TryParse(text, out parsed);
        time = string.IsNullOrEmpty(text) ? null : parsed;
        return valid;
    }

    private static Refusal Bad(string detail) => new(RefusalCode.Malformed, detail);
}
