namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>How a request for a certificate came in. A profile says which ways it is for.</summary>
// Stored and sent: numbers are forever.
public enum WayIn
{
    /// <summary>As the caller's kind has it: a user's is REST, an ACME account's ACME, the platform's System.</summary>
    Unspecified = 0,
    Rest = 1,
    Console = 2,
    Acme = 3,
    Scep = 4,
    Est = 5,
    Cmp = 6,

    /// <summary>The platform's own certificates: servers, responders, authorities.</summary>
    System = 7,
}
