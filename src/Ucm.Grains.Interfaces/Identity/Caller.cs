using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>Who asks. Travels as data in every command and is checked in the grain again.</summary>
/// <param name="Permissions">Those that hold everywhere.</param>
/// <param name="Session">What a frontend's word is checked by: the user's session or API token. Not needed inside the cluster.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.caller")]
public sealed record Caller(
    [property: Id(0)] CallerKind Kind,
    [property: Id(1)] string Name,
    [property: Id(2)] ImmutableArray<string> Permissions,
    [property: Id(3)] string? Address = null,
    [property: Id(4)] string? Session = null)
{
    /// <summary>Separates a user's name from the name of his API token.</summary>
    public const char TokenSeparator = '/';

    /// <summary>Permissions that hold for some authorities, profiles or certificates only.</summary>
    [Id(5)]
    public ImmutableArray<Grant> Grants { get; init; } = [];

    /// <summary>When the user was made: what is older is of another user of the name. Null when that is not known.</summary>
    [Id(6)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the user of the session last proved that it is he; null when that is not known.</summary>
    [Id(7)]
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>The user: of the session, or whose API token it is. Another kind of caller is its own.</summary>
    public string User => Kind == CallerKind.ApiToken ? Name[..Math.Max(0, Name.IndexOf(TokenSeparator, StringComparison.Ordinal))] : Name;

    /// <summary>The platform itself: bootstrap, schedules, reconciliation.</summary>
    public static Caller System(string component) => new(CallerKind.System, component, [Permission.All]);

    /// <summary>True when the caller holds the permission, or all of them, everywhere.</summary>
    public bool May(string permission) => !Permissions.IsDefault && (Permissions.Contains(permission) || Permissions.Contains(Permission.All));

    /// <summary>True when the caller holds the permission at this target.</summary>
    public bool May(string permission, GrantTarget target) =>
        May(permission) || (!Grants.IsDefault && Grants.Any(grant => grant.Fits(permission, target)));

    /// <summary>True when the caller holds the permission anywhere at all.</summary>
    public bool MaySomewhere(string permission) => May(permission) || (!Grants.IsDefault && Grants.Any(grant => grant.Gives(permission)));

    /// <summary>True when the caller holds whatever the grant gives: nobody hands on more than he has.</summary>
    public bool Holds(Grant grant) => May(grant.Permission) || (!Grants.IsDefault && Grants.Any(own => own.Covers(grant)));

    /// <summary>True when this caller, or another session or token of the same user, is the one that a certificate was issued for.</summary>
    /// <param name="requester">As recorded with the certificate: the text of a caller.</param>
    /// <param name="issuedAt">When the certificate was asked for.</param>
    public bool IsRequester(string? requester, DateTimeOffset issuedAt) =>
        Kind is CallerKind.User or CallerKind.ApiToken
        && requester is not null
        && issuedAt >= (Since ?? DateTimeOffset.MinValue)
        && (requester == $"user:{User}" || requester.StartsWith($"apitoken:{User}{TokenSeparator}", StringComparison.Ordinal));

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

    /// <summary>An API token; its name is the user's, a slash, and its own.</summary>
    ApiToken = 5,
}
