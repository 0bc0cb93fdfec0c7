using System.Globalization;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Frontend.Admin.Pages;

/// <summary>The filter of the certificate list as its URL carries it. What cannot be understood filters nothing.</summary>
public sealed record CertificateListFilter(string? Text, string? Status, string? Profile, string? Authority, string? Expires)
{
    public const int PageSize = 25;

    /// <summary>Values and words of the status filter; the first means any.</summary>
    public static IReadOnlyList<FilterChoice> Statuses { get; } =
    [
        new("", "Any status"), new("valid", "Valid"), new("expired", "Expired"), new("revoked", "Revoked"), new("hold", "On hold"), new("voided", "Voided"),
    ];

    /// <summary>Values, in days, and words of the expiry filter; the first means any.</summary>
    public static IReadOnlyList<FilterChoice> Expiries { get; } =
        [new("", "Any expiry"), new("7", "Expires in 7 days"), new("30", "Expires in 30 days"), new("90", "Expires in 90 days")];

    public bool IsEmpty => Text is null && Status is null && Profile is null && Authority is null && Expires is null;

    /// <summary>The query at a moment, after the given cursor.</summary>
    public CertificateQuery ToQuery(DateTimeOffset now, string? cursor)
    {
        var days = int.TryParse(Expires, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : (int?)null;
        return new CertificateQuery(
            AuthorityId.TryParse(Authority, out var authority) ? authority : null,
            ToStatus(),
            Profile,
            string.IsNullOrWhiteSpace(Text) ? null : Text.Trim(),
            Status == "expired" ? now : days is { } within and <= 3650 ? now.AddDays(within) : null,
            Status == "valid" || days is not null ? now : null,
            cursor,
            PageSize);
    }

    /// <summary>For <c>GetUriWithQueryParameters</c>: a null takes the parameter out of the URL.</summary>
    public Dictionary<string, object?> ToParameters(string? cursor) => new()
    {
        ["text"] = Text,
        ["status"] = Status,
        ["profile"] = Profile,
        ["authority"] = Authority,
        ["expires"] = Expires,
        ["after"] = cursor,
    };

    private CertificateStatus? ToStatus() => Status switch
    {
        "valid" or "expired" => CertificateStatus.Good,
        "revoked" => CertificateStatus.Revoked,
        "hold" => CertificateStatus.OnHold,
        "voided" => CertificateStatus.Voided,
        _ => null,
    };
}

/// <summary>One choice of a filter: what the URL says and what the user reads.</summary>
public sealed record FilterChoice(string Value, string Text);
