using System.Data.Common;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Reading;

namespace Ucm.Storage.Certificates;

/// <summary>The SQL of a list: only the conditions asked for, so that each combination is a statement of its own with its own plan.</summary>
internal sealed record CertificateListQuery(string Sql, Action<DbCommand> Bind)
{
    public const int MaxTake = 500;

    public static CertificateListQuery From(CertificateQuery query)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Take, MaxTake);
        var (from, bind) = Selection(query);
        var order = IdOf(query);
        return new CertificateListQuery(
            $"select {CertificateColumns.Record} {from}order by {order} desc limit @take",
            command =>
            {
                command.Set("@take", query.Take + 1);
                bind(command);
            });
    }

    /// <summary>How many there are, up to a number.</summary>
    public static CertificateListQuery Count(CertificateQuery query, int most)
    {
        var (from, bind) = Selection(query with { Cursor = null });
        return new CertificateListQuery(
            $"select count(*) from (select 1 as one {from}limit @most) as matches",
            command =>
            {
                command.Set("@most", most);
                bind(command);
            });
    }

    // The index of labels has the ids of a label's certificates in order: a page is read from it, however many there are.
    private static string IdOf(CertificateQuery query) => HasLabelValue(query) ? "l.certificate" : "c.id";

    private static bool HasLabelValue(CertificateQuery query) => query is { LabelName: not null, LabelValue: not null };

    private static (string From, Action<DbCommand> Bind) Selection(CertificateQuery query)
    {
        (string Condition, string Name, object? Value)[] filters =
        [
            ($"{IdOf(query)} < @cursor", "@cursor", Cursor.Parse(query.Cursor)),
            (HasLabelValue(query) ? "l.name = @label" : "c.id in (select certificate from certificate_labels where name = @label)", "@label", query.LabelName),
            ("l.value = @label_value", "@label_value", query.LabelName is null ? null : query.LabelValue),
            ("c.public_key_hash = @key_sha256", "@key_sha256", query.KeySha256?.Octets()),
            (query.Fingerprint is { Length: SHA1.HashSizeInBytes } ? "c.sha1 = @fingerprint" : "c.sha256 = @fingerprint", "@fingerprint", query.Fingerprint?.Octets()),
            (ChannelText.Condition(query.Way), "@channel", (long?)query.Way),
            ("c.owner = @owner", "@owner", query.Owner),
            ("c.authority = @authority", "@authority", query.Authority?.Value),
            // Written out, so that a planner that keeps plans knows that it may use the index of this status.
            ($"c.status = {(int?)query.Status}", "", (long?)query.Status),
            ("c.is_system = 0", "", query.IncludeSystem ? null : 0L),
            ("c.profile = @profile", "@profile", query.Profile),
            (SerialCondition(query), "@serial", query.Serial?.ToBytes()),
            ("c.requester = @requester", "@requester", query.Requester),
            .. Texts(query),
            .. Scopes(query),
            ("c.not_after < @expires_before", "@expires_before", query.ExpiresBefore?.Microseconds()),
            ("c.not_after > @expires_after", "@expires_after", query.ExpiresAfter?.Microseconds()),
            ("c.created_at < @issued_before", "@issued_before", query.IssuedBefore?.Microseconds()),
            ("c.created_at > @issued_after", "@issued_after", query.IssuedAfter?.Microseconds()),
        ];
        var used = Array.FindAll(filters, filter => filter.Value is not null);
        var conditions = used.Select(static filter => filter.Condition).Where(static condition => condition.Length > 0);
        var where = string.Concat(conditions.Select(static (condition, index) => (index == 0 ? "where " : "and ") + condition + " "));
        var table = HasLabelValue(query) ? "certificate_labels l join certificates c on c.id = l.certificate" : "certificates c";
        return (
            $"from {table} {where}",
            command =>
            {
                foreach (var (_, name, value) in used.Where(filter => filter.Name.Length > 0))
                    command.Set(name, value);
            }
        );
    }

    /// <summary>The index of serials begins with the authority.</summary>
    private static string SerialCondition(CertificateQuery query) =>
        query.Authority is null ? "c.authority in (select id from authorities) and c.serial = @serial" : "c.serial = @serial";

    /// <summary>One condition that any of the scopes fulfils, and the values of all of them.</summary>
    private static IEnumerable<(string Condition, string Name, object? Value)> Scopes(CertificateQuery query)
    {
        if (query.Scopes is not { } scopes)
            yield break;

        var values = new List<(string Name, object Value)>();
        var any = scopes.Select(scope => Scope(scope, values)).ToArray();
        yield return (any.Length == 0 ? "1 = 0" : $"({string.Join(" or ", any)})", "", true);
        foreach (var (name, value) in values)
            yield return (string.Empty, name, value);
    }

    private static string Scope(CertificateScope scope, List<(string Name, object Value)> values)
    {
        string Value(object value)
        {
            values.Add(($"@scope{values.Count}", value));
            return values[^1].Name;
        }

        var conditions = new List<string> { "1 = 1" };
        if (!scope.Authorities.IsEmpty)
            conditions.Add($"c.authority in ({string.Join(", ", scope.Authorities.Select(Value))})");

        if (!scope.Profiles.IsEmpty)
            conditions.Add($"c.profile in ({string.Join(", ", scope.Profiles.Select(Value))})");

        if (scope.User is { } user)
        {
            var token = $"apitoken:{user}/";
            conditions.Add($"(c.requester = {Value($"user:{user}")} or substr(c.requester, 1, {token.Length}) = {Value(token)})");
            if (scope.Since is { } since)
                conditions.Add($"c.created_at >= {Value(since.Microseconds())}");
        }

        return $"({string.Join(" and ", conditions)})";
    }

    private static IEnumerable<(string Condition, string Name, object? Value)> Texts(CertificateQuery query)
    {
        var words = SearchWord.Parse(query.Text)
            .Concat(query.San is { } san ? [SearchWord.Whole(san)] : [])
            .Concat(query.Name is { Length: > 0 } name ? [SearchWord.InNames(name)] : [])
            .Concat(query.NameSuffix is { Length: > 0 } suffix ? [SearchWord.EndOfName(suffix)] : []);
        foreach (var (index, word) in words.Index())
        {
            var text = $"c.search like @text{index} escape '!'";
            yield return (word.Other is null ? text : $"({text} or c.search like @other{index} escape '!')", $"@text{index}", word.Text);
            yield return (string.Empty, $"@other{index}", word.Other);
            yield return ($"lower(c.names) like @names{index} escape '!'", $"@names{index}", word.Names);
        }
    }
}
