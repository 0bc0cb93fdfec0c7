using System.ComponentModel.DataAnnotations;

namespace Ucm.Grains.Acme;

/// <summary>What ACME clients may do here.</summary>
internal sealed class AcmeOptions
{
    public const string Section = "Ucm:Acme";

    /// <summary>The slug of the authority that issues for ACME.</summary>
    [Required]
    public string Authority { get; set; } = "issuing";

    /// <summary>Where the terms of service are; accounts must agree to them when set.</summary>
    [Url]
    public string? TermsOfService { get; set; }

    /// <summary>Refuses accounts that are not bound to an external one.</summary>
    public bool RequireExternalAccount { get; set; }

    /// <summary>Identifiers in one order.</summary>
    [Range(1, 1000)]
    public int MaximumIdentifiers { get; set; } = 100;

    /// <summary>How long an order and its authorizations live.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan OrderLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>CAA checking. Only <see cref="CaaMode.Off"/> can be set in this release: what cannot be checked is refused (law 9), so the others fail the start.</summary>
    [AllowedValues(CaaMode.Off, ErrorMessage = "Ucm:Acme:Caa can only be Off in this release.")]
    public CaaMode Caa { get; set; }

    /// <summary>The names this authority has in CAA records; shown in the directory.</summary>
    public IList<string> CaaIdentities { get; } = [];
}

/// <summary>Law 10.</summary>
internal enum CaaMode
{
    Off,
    Warn,
    Enforce,
}
