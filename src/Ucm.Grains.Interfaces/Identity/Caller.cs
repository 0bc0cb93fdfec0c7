using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>Who asks. Travels as data in every command and is checked in the grain again.</summary>
/// <param name="Session">What a frontend's word is checked by: the user's session. Not needed inside the cluster.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.caller")]
public sealed record Caller(
    [property: Id(0)] CallerKind Kind,
    [property: Id(1)] string Name,
    [property: Id(2)] ImmutableArray<string> Permissions,
    [property: Id(3)] string? Address = null,
    [property: Id(4)] string? Session = null)
{
    /// <summary>The platform itself: bootstrap, schedules, reconciliation.</summary>
    public static Caller System(string component) => new(CallerKind.System, component, [Permission.All]);

    /// <summary>True when the caller holds exactly this permission or all of them.</summary>
    public bool May(string permission) => !Permissions.IsDefault && (Permissions.Contains(permission) || Permissions.Contains(Permission.All));

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}:{Name}";
}

/// <summary>How the caller was authenticated.</summary>
// Stored and sent: numbers are forever.
public enum CallerKind
{
    /// <summary>The platform itself.</summary>
    System = 1,

    /// <summary>A person with a session or token.</summary>
    User = 2,

    /// <summary>An ACME account, by its key.</summary>
    AcmeAccount = 3,

    /// <summary>The holder of a certificate's private key.</summary>
    CertificateKey = 4,

    /// <summary>An API token.</summary>
    ApiToken = 5,
}
