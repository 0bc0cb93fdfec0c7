using System.ComponentModel.DataAnnotations;

namespace Ucm.Grains.Inbox;

/// <summary>Requests for certificates that somebody else decides on.</summary>
internal sealed class InboxOptions
{
    public const string Section = "Ucm:Requests";

    /// <summary>A request that nobody decided on for so many days has expired.</summary>
    [Range(1, 365)]
    public int PendingDays { get; set; } = 30;

    /// <summary>So many requests of one user wait at once.</summary>
    [Range(1, 10_000)]
    public int PendingPerUser { get; set; } = 100;

    /// <summary>Whether somebody who may issue the certificate approves a request of his own.</summary>
    public bool OwnApproval { get; set; } = true;
}
