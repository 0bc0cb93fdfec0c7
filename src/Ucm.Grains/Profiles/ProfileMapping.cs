using System.Net;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Profiles;

/// <summary>Between a profile's document and the profile that certificates are composed by; documents have passed <see cref="ProfileRules"/>.</summary>
internal static class ProfileMapping
{
    /// <summary>In place of a URL: the certificates have none.</summary>
    public const string NoUrl = "none";

    public static IssuanceProfile ToProfile(string name, long version, ProfileDocument document) => new(
        ToCertificateProfile(name, document),
        version,
        [.. document.WaysIn.Select(static way => ProfileWords.WaysIn.Value(way))],
        document.Authorities is { } some ? [.. some.Select(AuthorityId.Parse)] : null,
        KeyAlgorithms.TryParse(document.DefaultKey, out var key) ? key : throw new FormatException($"{document.DefaultKey} is no key algorithm."));

    public static ProfileDocument ToDocument(CertificateProfile profile, IEnumerable<WayIn> ways) => new()
    {
        Description = profile.Description,
        WaysIn = [.. ways.Select(static way => ProfileWords.WaysIn.Word(way))],
        ValiditySeconds = (long)profile.Validity.TotalSeconds,
        MaximumValiditySeconds = (long)profile.MaximumValidity.TotalSeconds,
        BackdateSeconds = (long)profile.Backdate.TotalSeconds,
        AllowedKeys = [.. profile.AllowedKeys.Select(static kind => ProfileWords.Keys.Word(kind))],
        RsaMinimumBits = profile.RsaMinimumBits,
        RsaMaximumBits = profile.RsaMaximumBits,
        EcCurves = [.. profile.EcCurves],
        Subject = new ProfileSubject
        {
            Attributes = profile.Names.SubjectAttributes is { } kept ? [.. kept.Select(NameAttributeTypes.ToName)] : null,
            Required = profile.Names.RequireCommonName ? ["CN"] : [],
            CommonNameIsName = profile.Names.CommonNameIsName,
        },
        Names = new ProfileNames
        {
            Allowed = [.. profile.Names.Allowed.Select(static kind => ProfileWords.Names.Word(kind))],
            Required = [.. profile.Names.Required.Select(static kind => ProfileWords.Names.Word(kind))],
            MaximumCount = profile.Names.MaximumCount,
            Wildcards = profile.Names.AllowWildcards,
        },
        KeyUsage = profile.KeyUsage.ToNames(),
        RsaKeyUsage = profile.RsaKeyUsage.ToNames(),
        EcKeyUsage = profile.EcKeyUsage.ToNames(),
        ExtendedKeyUsage = [.. profile.ExtendedKeyUsage],
        ExtendedKeyUsageCritical = profile.ExtendedKeyUsageCritical,
        Policies = [.. profile.Policies.Select(static policy => new ProfilePolicy { Oid = policy.Oid, Cps = policy.PracticeStatement })],
        MustStaple = profile.MustStaple,
        MustStapleOnRequest = profile.MustStapleOnRequest,
        UnmetExtensions = ProfileWords.UnmetExtensions.Word(profile.UnmetExtensions),
        SubjectKeyIdentifier = profile.IncludeSubjectKeyIdentifier,
        IsAuthority = profile.IsAuthority,
        PathLength = profile.PathLength,
        OcspNoCheck = profile.OcspNoCheck,
    };

    private static CertificateProfile ToCertificateProfile(string name, ProfileDocument document) => new()
    {
        Name = name,
        Description = document.Description,
        Validity = TimeSpan.FromSeconds(document.ValiditySeconds),
        MaximumValidity = TimeSpan.FromSeconds(document.MaximumValiditySeconds),
        Backdate = TimeSpan.FromSeconds(document.BackdateSeconds),
        KeyUsage = ProfileWords.Usages(document.KeyUsage),
        RsaKeyUsage = ProfileWords.Usages(document.RsaKeyUsage),
        EcKeyUsage = ProfileWords.Usages(document.EcKeyUsage),
        ExtendedKeyUsage = document.ExtendedKeyUsage,
        ExtendedKeyUsageCritical = document.ExtendedKeyUsageCritical,
        Policies = [.. document.Policies.Select(static policy => new CertificatePolicy(policy.Oid, policy.Cps))],
        MustStaple = document.MustStaple,
        MustStapleOnRequest = document.MustStapleOnRequest,
        UnmetExtensions = ProfileWords.UnmetExtensions.Value(document.UnmetExtensions),
        AllowedKeys = [.. document.AllowedKeys.Select(static kind => ProfileWords.Keys.Value(kind))],
        RsaMinimumBits = document.RsaMinimumBits,
        RsaMaximumBits = document.RsaMaximumBits,
        EcCurves = document.EcCurves,
        Names = ToNames(document),
        IsAuthority = document.IsAuthority,
        PathLength = document.PathLength,
        OcspNoCheck = document.OcspNoCheck,
        Urls = new ProfileUrls(Url(document.Urls.Ocsp), Url(document.Urls.Crl), Url(document.Urls.CaIssuers)),
        LintSeverities = document.Lint.ToDictionary(static rule => rule.Key, static rule => ProfileWords.Severities.Value(rule.Value)),
        IncludeSubjectKeyIdentifier = document.SubjectKeyIdentifier,
    };

    private static NameRules ToNames(ProfileDocument document) => new()
    {
        Allowed = [.. document.Names.Allowed.Select(static kind => ProfileWords.Names.Value(kind))],
        Required = [.. document.Names.Required.Select(static kind => ProfileWords.Names.Value(kind))],
        MaximumCount = document.Names.MaximumCount,
        AllowWildcards = document.Names.Wildcards,
        AllowUnderscores = document.Names.Underscores,
        DnsSuffixes = document.Names.DnsSuffixes,
        IpNetworks = document.Names.IpNetworks is { } networks ? [.. networks.Select(IPNetwork.Parse)] : null,
        EmailDomains = document.Names.EmailDomains,
        SubjectAttributes = document.Subject.Attributes is { } kept ? [.. kept.Select(Type)] : null,
        RequireCommonName = document.Subject.Required.Any(static name => Type(name) == CommonName),
        RequiredAttributes = [.. document.Subject.Required.Select(Type).Where(static type => type != CommonName)],
        FixedAttributes = [.. document.Subject.Fixed.Select(static known => new NameAttribute(Type(known.Key), known.Value, default))],
        CommonNameIsName = document.Subject.CommonNameIsName,
        CommonNameFromNames = document.Subject.CommonNameFromNames,
    };

    private static string CommonName { get; } = Type("CN");

    private static string Type(string name) => NameAttributeTypes.TryParse(name, out var oid) ? oid : throw new FormatException($"{name} is no attribute type.");

    private static string? Url(string? url) => url == NoUrl ? string.Empty : url;
}
