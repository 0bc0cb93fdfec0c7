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

    /// <summary>A subject with a common name must be there.</summary>
    public bool RequireCommonName { get; init; }
}
