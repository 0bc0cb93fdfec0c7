using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Objects;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities;

/// <summary>What an authority's certificate says beside name, key and path length.</summary>
/// <param name="Policies">Null for those of the profile.</param>
/// <param name="Purposes">OIDs of extended key usage; null for those of the profile.</param>
internal sealed record AuthorityExtensions(NameConstraints? Constraints, IReadOnlyList<CertificatePolicy>? Policies, IReadOnlyList<string>? Purposes)
{
    private const int MaxEntries = 100;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonTypeInfo<AuthorityExtensionsDocument> Type = (JsonTypeInfo<AuthorityExtensionsDocument>)Options.GetTypeInfo(typeof(AuthorityExtensionsDocument));

    public CertificateProfile Over(CertificateProfile profile) => profile with
    {
        NameConstraints = Constraints ?? profile.NameConstraints,
        Policies = Policies ?? profile.Policies,
        ExtendedKeyUsage = Purposes ?? profile.ExtendedKeyUsage,
    };

    /// <summary>Of a plan that was checked.</summary>
    public static AuthorityExtensions Of(AuthorityPlan plan) =>
        plan.Extensions is { } json ? Read(JsonSerializer.Deserialize(json, Type)!, new FieldFaults()) : new AuthorityExtensions(null, null, null);

    /// <summary>The normal form of what was asked, which is null for nothing; whatever is wrong with it is added to the faults.</summary>
    public static string? Normalize(string? json, FieldFaults faults)
    {
        if (json is null)
        {
            return null;
        }

        if (ObjectJson.TryParse(json) is not { } content)
        {
            faults.Add("", "Must be an object.");
            return null;
        }

        var before = faults.Count;
        JsonShape.Check(content, Type, "", faults);
        if (faults.Count > before)
        {
            return null;
        }

        var document = content.Deserialize(Type)!;
        Read(document, faults);
        var normal = JsonSerializer.Serialize(document, Type);
        return normal == "{}" ? null : normal;
    }

    private static AuthorityExtensions Read(AuthorityExtensionsDocument document, FieldFaults faults) => new(
        ReadConstraints(document.NameConstraints, faults), ReadPolicies(document.Policies, faults), ReadPurposes(document.ExtendedKeyUsage, faults));

    private static NameConstraints? ReadConstraints(NameConstraintsDocument? document, FieldFaults faults)
    {
        if (document is null)
        {
            return null;
        }

        var permitted = ReadNames(document.Permitted, "/name_constraints/permitted", faults);
        var excluded = ReadNames(document.Excluded, "/name_constraints/excluded", faults);
        if (permitted.Count + excluded.Count == 0)
        {
            faults.Add("/name_constraints", "Must name something that is permitted or excluded; leave it out for no constraints.");
        }

        return new NameConstraints(permitted, excluded);
    }

    private static List<NameSubtree> ReadNames(ConstrainedNames? names, string pointer, FieldFaults faults)
    {
        var subtrees = new List<NameSubtree>();
        Add(NameSubtreeKind.Dns, names?.Dns, "dns");
        Add(NameSubtreeKind.Ip, names?.Ip, "ip");
        Add(NameSubtreeKind.Email, names?.Email, "email");
        Add(NameSubtreeKind.Uri, names?.Uri, "uri");
        Add(NameSubtreeKind.Directory, names?.Directory, "directory");
        return subtrees;

        void Add(NameSubtreeKind kind, string[]? texts, string member)
        {
            if (texts is { Length: > MaxEntries })
            {
                faults.Add($"{pointer}/{member}", $"At most {MaxEntries} entries.");
                return;
            }

            for (var i = 0; i < (texts?.Length ?? 0); i++)
            {
                if (NameSubtreeText.TryParse(kind, texts![i], out var subtree))
                {
                    subtrees.Add(subtree);
                }
                else
                {
                    faults.Add($"{pointer}/{member}/{i}", NameSubtreeText.Wanted(kind));
                }
            }
        }
    }

    private static CertificatePolicy[]? ReadPolicies(ProfilePolicy[]? policies, FieldFaults faults)
    {
        if (policies is { Length: > MaxEntries } || policies?.DistinctBy(static policy => policy.Oid, StringComparer.Ordinal).Count() != policies?.Length)
        {
            faults.Add("/policies", $"At most {MaxEntries} entries, each once.");
            return null;
        }

        for (var i = 0; i < (policies?.Length ?? 0); i++)
        {
            if (!ObjectIdentifiers.IsDotted(policies![i].Oid))
            {
                faults.Add($"/policies/{i}/oid", "Must be a dotted object identifier.");
            }

            if (policies[i].Cps is { } cps && !IsUrl(cps))
            {
                faults.Add($"/policies/{i}/cps", "Must be an http or https URL of at most 500 ASCII characters.");
            }
        }

        return policies?.Select(static policy => new CertificatePolicy(policy.Oid, policy.Cps)).ToArray();
    }

    private static bool IsUrl(string text) => text.Length <= 500 && text.All(static letter => letter is > ' ' and < '\x7f')
        && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";

    private static string[]? ReadPurposes(string[]? texts, FieldFaults faults)
    {
        var oids = texts?.Select(ExtendedKeyUsages.Find).ToArray();
        if (oids is { Length: > MaxEntries } || oids?.Distinct().Count() != oids?.Length)
        {
            faults.Add("/extended_key_usage", $"At most {MaxEntries} entries, each once.");
        }

        for (var i = 0; i < (oids?.Length ?? 0); i++)
        {
            if (oids![i] is null)
            {
                faults.Add($"/extended_key_usage/{i}", $"Must be one of {string.Join(", ", ExtendedKeyUsages.KnownNames)}, or a dotted object identifier.");
            }
        }

        return oids?.OfType<string>().ToArray();
    }
}
