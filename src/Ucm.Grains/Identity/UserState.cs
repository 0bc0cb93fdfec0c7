using System.Collections.Immutable;

namespace Ucm.Grains.Identity;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.user")]
internal sealed record UserState
{
    public const string Name = "ucm.state.user";

    [Id(0)]
    public StoredPassword? Password { get; init; }

    [Id(1)]
    public ImmutableArray<string> Roles { get; init; } = [];

    [Id(2)]
    public bool MustChangePassword { get; init; }

    [Id(3)]
    public long CredentialVersion { get; init; }

    [Id(4)]
    public string? KeptSession { get; init; }

    [Id(5)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(6)]
    public DateTimeOffset PasswordChangedAt { get; init; }

    [Id(7)]
    public ImmutableArray<KnownAddress> KnownAddresses { get; init; } = [];

    [Id(8)]
    public string? DisplayName { get; init; }

    [Id(9)]
    public string? Email { get; init; }

    [Id(10)]
    public string? TimeZone { get; init; }

    [Id(11)]
    public bool IsDisabled { get; init; }

    /// <summary>Null for a user with a password of ours.</summary>
    [Id(12)]
    public string? Provider { get; init; }

    /// <summary>Who the user is at the provider.</summary>
    [Id(13)]
    public string? Subject { get; init; }

    /// <summary>Groups at the provider: <c>provider/group</c>.</summary>
    [Id(14)]
    public ImmutableArray<string> ExternalGroups { get; init; } = [];

    /// <summary>Grows when all sessions are to end without a new password; a session opened under a lower one is dead.</summary>
    [Id(15)]
    public long SessionEpoch { get; init; }

    /// <summary>Of what administrators see; 0 for a user made before there was a list of users.</summary>
    [Id(16)]
    public long Version { get; init; }

    [Id(17)]
    public DateTimeOffset? ChangedAt { get; init; }

    [Id(18)]
    public string? ChangedBy { get; init; }

    /// <summary>The counters stay, so that no old session is one of a later user of the name.</summary>
    [Id(19)]
    public bool IsDeleted { get; init; }

    /// <summary>SHA-256 of the secret that lets an invited user set a first password.</summary>
    [Id(20)]
    public ImmutableArray<byte> InvitationHash { get; init; } = [];

    [Id(21)]
    public DateTimeOffset? InvitedUntil { get; init; }

    /// <summary>Roles that the provider's rules gave at the last sign-in.</summary>
    [Id(22)]
    public ImmutableArray<string> ProviderRoles { get; init; } = [];

    /// <summary>What the user might do when he was invited, as text.</summary>
    [Id(24)]
    public string? InvitedRights { get; init; }

    /// <summary>How many users of the name were deleted before.</summary>
    [Id(23)]
    public long Generation { get; init; }
}
