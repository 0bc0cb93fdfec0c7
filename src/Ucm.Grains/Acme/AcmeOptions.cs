using System.ComponentModel.DataAnnotations;
using Ucm.Grains.Interfaces.Acme;

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

    /// <summary>About this server; shown in the directory.</summary>
    [Url]
    public string? Website { get; set; }

    /// <summary>Refuses accounts that are not bound to an external one.</summary>
    public bool RequireExternalAccount { get; set; }

    /// <summary>Identifiers in one order.</summary>
    [Range(1, 1000)]
    public int MaximumIdentifiers { get; set; } = 100;

    /// <summary>How long an order and its authorizations live.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00")]
    public TimeSpan OrderLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Orders of one account that are pending, ready or processing at the same time.</summary>
    [Range(1, 1_000_000)]
    public int MaximumOpenOrders { get; set; } = 2000;

    /// <summary>How long an order is kept after it expired, and an account after it was deactivated. Then they are deleted; certificates stay.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How long an account without orders is kept after it was last used. Longer than certificates live, so that an account outlives those it
    /// may revoke.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan IdleAccountRetention { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How CAA records are heeded (law 10).</summary>
    public CaaMode Caa { get; set; }

    /// <summary>The names this authority has in CAA records; shown in the directory.</summary>
    public IList<string> CaaIdentities { get; } = [];
}
