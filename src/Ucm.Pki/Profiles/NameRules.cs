using System.Net;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>What may stand in subject and subjectAltName of a profile's certificates.</summary>
public sealed record NameRules
{
    /// <summary>The kinds of subjectAltNames that are issued; others are refused, not dropped.</summary>
    public required IReadOnlyList<GeneralNameKind> Allowed { get; init; }

    /// <summary>One of these kinds must be there; empty when none is needed.</summary>
    public IReadOnlyList<GeneralNameKind> Required { get; init; } = [];

    /// <summary>At most so many subjectAltNames.</summary>
    public int MaximumCount { get; init; } = 100;

    public bool AllowWildcards { get; init; }

    /// <summary>Common name as one of the names, or nothing: the subject of server certificates whose names were validated.</summary>
    public bool CommonNameIsName { get; init; }

    /// <summary>OIDs of the attributes that a subject keeps; null for all. What is not listed is left out, as the CSRs of common tools are full of placeholders.</summary>
    public IReadOnlyList<string>? SubjectAttributes { get; init; }

    /// <summary>Host names may have underscores, as some appliances and Windows domains do.</summary>
    public bool AllowUnderscores { get; init; }

    /// <summary>DNS names are one of these or below one; null for any.</summary>
    public IReadOnlyList<string>? DnsSuffixes { get; init; }

    /// <summary>IP addresses lie in one of these; null for any.</summary>
    public IReadOnlyList<IPNetwork>? IpNetworks { get; init; }

    /// <summary>Mail addresses are at exactly one of these; null for any.</summary>
    public IReadOnlyList<string>? EmailDomains { get; init; }

    /// <summary>OIDs of the attributes that a subject must have.</summary>
    public IReadOnlyList<string> RequiredAttributes { get; init; } = [];

    /// <summary>Attributes that every subject has, in place of what was asked.</summary>
    public IReadOnlyList<NameAttribute> FixedAttributes { get; init; } = [];

    /// <summary>A subject without a common name gets the first DNS name, IP or mail address of at most 64 characters as one: appliances refuse an empty subject.</summary>
    public bool CommonNameFromNames { get; init; }

    /// <summary>A subject with a common name must be there.</summary>
    public bool RequireCommonName { get; init; }
}
