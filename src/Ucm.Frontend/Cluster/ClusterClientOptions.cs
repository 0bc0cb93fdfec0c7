using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Frontend.Cluster;

/// <summary>How a frontend of its own finds the silos: a list of gateways, or the membership table.</summary>
internal sealed class ClusterClientOptions
{
    public const string Section = "Ucm:Cluster";

    [Required]
    public string ClusterId { get; set; } = "ucm";

    /// <summary><c>host:port</c> each; names are resolved again whenever the list is refreshed.</summary>
    public string[] Gateways { get; set; } = [];

    public MembershipOptions Membership { get; set; } = new();
}

/// <summary>The membership table, read through a database role that may read it and nothing else.</summary>
internal sealed class MembershipOptions
{
    public string? ConnectionString { get; set; }

    /// <summary>A server across a network need not prove who it is (<c>SSL Mode=VerifyFull</c>); whoever stands in between then gets the role's password.</summary>
    public bool AllowUnverifiedServer { get; set; }

    /// <summary>One sentence when the connection does not check which server answers.</summary>
    public string? FindUnverified() => DatabaseLink.FindFault(
        $"{ClusterClientOptions.Section}:Membership:{nameof(ConnectionString)}", ConnectionString, $"{ClusterClientOptions.Section}:Membership:{nameof(AllowUnverifiedServer)}");
}

/// <summary>Checks that exactly one way to the silos is given and that each gateway can be read.</summary>
internal sealed class ClusterClientOptionsValidator : IValidateOptions<ClusterClientOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterClientOptions options)
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.ClusterId))
        {
            faults.Add($"{ClusterClientOptions.Section}:ClusterId must not be empty.");
        }

        if (options.Gateways.Length == 0 == string.IsNullOrEmpty(options.Membership.ConnectionString))
        {
            faults.Add($"a frontend needs either {ClusterClientOptions.Section}:Gateways (host:port, …) or {ClusterClientOptions.Section}:Membership:ConnectionString, one of the two.");
        }

        if (!options.Membership.AllowUnverifiedServer && options.Membership.FindUnverified() is { } unverified)
        {
            faults.Add(unverified);
        }

        faults.AddRange(options.Gateways
            .Where(static gateway => !TryParse(gateway, out _, out _))
            .Select(static gateway => $"{ClusterClientOptions.Section}:Gateways has '{gateway}', which is not host:port."));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    public static bool TryParse(string gateway, out string host, out int port)
    {
        var colon = gateway.LastIndexOf(':');
        (host, port) = (colon > 0 ? gateway[..colon].Trim('[', ']') : "", 0);
        return Uri.CheckHostName(host) is not (UriHostNameType.Unknown or UriHostNameType.Basic)
            && int.TryParse(gateway.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= IPEndPoint.MaxPort;
    }
}
