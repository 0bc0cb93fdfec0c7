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
}
