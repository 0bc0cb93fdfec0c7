using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;

namespace Ucm.Grains.Identity;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.session")]
internal sealed record SessionState
{
    public const string Name = "ucm.state.session";

    [Id(0)]
    public UserName User { get; init; }

    [Id(1)]
    public SessionKind Kind { get; init; }

    [Id(2)]
    public ImmutableArray<byte> SecretHash { get; init; } = [];

    [Id(3)]
    public long CredentialVersion { get; init; }

    [Id(4)]
    public DateTimeOffset OpenedAt { get; init; }

    [Id(5)]
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Written at most eight times per idle timeout; the activation knows better.</summary>
    [Id(6)]
    public DateTimeOffset SeenAt { get; init; }

    [Id(7)]
    public DateTimeOffset? EndedAt { get; init; }

    [Id(8)]
    public ImmutableArray<string> Methods { get; init; } = [];

    [Id(9)]
    public long SessionEpoch { get; init; }

    [Id(10)]
    public string? Address { get; init; }

    /// <summary>When the user last proved that it is he, if he did since he signed in.</summary>
    [Id(11)]
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>Null for a session that was not opened by a certificate.</summary>
    [Id(20)]
    public SessionCertificate? Certificate { get; init; }
}
