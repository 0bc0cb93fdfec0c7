using System.ComponentModel.DataAnnotations;

namespace Ucm.Frontend.Http.RateLimits;

/// <summary>
/// How many requests of each class one user may send to this process. The silos' limits are in the same section; OCSP, CRLs and ACME have their own.
/// </summary>
internal sealed class RequestLimitOptions
{
    public const string Section = "Ucm:RateLimits";

    public bool Enabled { get; set; } = true;

    /// <summary>GET and HEAD of REST, and pages of the console.</summary>
    public RequestLimit Read { get; set; } = new() { PerSecond = 2_000, Burst = 40_000 };

    /// <summary>What changes something, but for issuing.</summary>
    public RequestLimit Write { get; set; } = new() { PerSecond = 1_000, Burst = 20_000 };

    /// <summary>What ends in a new certificate.</summary>
    public RequestLimit Issue { get; set; } = new() { PerSecond = 2_000, Burst = 40_000 };

    /// <summary>Sign-ins and refreshes of one address, whether they succeed or not.</summary>
    public RequestLimit SignIn { get; set; } = new() { PerSecond = 20, Burst = 1_000 };

    /// <summary>One address may send so many times what one user may: many users share an address.</summary>
    [Range(1, 1_000)]
    public int AddressFactor { get; set; } = 10;

    public RequestLimit Of(RequestClass kind) => kind switch
    {
        RequestClass.Read => Read,
        RequestClass.Write => Write,
        RequestClass.Issue => Issue,
        RequestClass.SignIn => SignIn,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Nobody is signed in yet when signing in, so an address may do no more than the class says.</summary>
    public RequestLimit OfAddress(RequestClass kind) => kind == RequestClass.SignIn ? SignIn : Of(kind).Times(AddressFactor);
}
