namespace Ucm.Grains.Interfaces.Documents;

/// <summary>A role as administrators write it and as it is stored, in JSON.</summary>
// Stored and sent: names are forever.
public record RoleDocument
{
    /// <summary>What the role is for; at most 500 characters.</summary>
    public string? Description { get; init; }

    /// <summary>What users of the role may do.</summary>
    public required GrantDocument[] Grants { get; init; }

    /// <summary>What a session must show for the role to count in it; absent for nothing. API tokens have nothing of a role that asks for a proof.</summary>
    public ProofDocument? Proof { get; init; }
}

/// <summary>What a session must show; at least one of them.</summary>
// Stored and sent: names are forever.
public sealed record ProofDocument
{
    /// <summary>A second factor or a client certificate.</summary>
    public bool? SecondFactor { get; init; }

    /// <summary>How many minutes ago the user may have proved at most that it is he; 1 to 10080.</summary>
    public int? MaxAgeMinutes { get; init; }
}

/// <summary>A permission and where it holds.</summary>
// Stored and sent: names are forever.
public sealed record GrantDocument
{
    /// <summary>A permission, as <c>GET /api/permissions</c> lists them.</summary>
    public required string Permission { get; init; }

    /// <summary>Only for these authorities; absent for all.</summary>
    public string[]? Authorities { get; init; }

    /// <summary>Only for these profiles; absent for all.</summary>
    public string[]? Profiles { get; init; }

    /// <summary>Only for certificates that the user asked for himself.</summary>
    public bool? Own { get; init; }
}
