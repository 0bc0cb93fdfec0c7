using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;

namespace Ucm.Grains.Identity.Factors;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias(Name)]
internal sealed record SecondFactorsState
{
    public const string Name = "ucm.state.second-factors";

    /// <summary>The TOTP secret, sealed under the master key (law 6); empty while TOTP is off.</summary>
    [Id(0)]
    public ImmutableArray<byte> TotpEnvelope { get; init; } = [];

    [Id(1)]
    public DateTimeOffset? TotpSince { get; init; }

    /// <summary>The last time step whose code was taken; no code of it or of an earlier one is taken again (RFC 6238 §5.2).</summary>
    [Id(2)]
    public long TotpStep { get; init; }

    /// <summary>SHA-256 of the recovery codes that are left.</summary>
    [Id(3)]
    public ImmutableArray<ImmutableArray<byte>> RecoveryHashes { get; init; } = [];

    [Id(4)]
    public ImmutableArray<StoredPasskey> Passkeys { get; init; } = [];

    /// <summary>Challenges that were answered and have not expired yet, so that each is answered once.</summary>
    [Id(5)]
    public ImmutableArray<SpentChallenge> SpentChallenges { get; init; } = [];

    /// <summary>Of the user whom they are of (<see cref="UserAccess.Generation"/>): one who is made later under the same name does not have them.</summary>
    [Id(6)]
    public long Generation { get; init; }

    public bool HasTotp => !TotpEnvelope.IsDefaultOrEmpty;
}

/// <summary>A registered passkey.</summary>
/// <param name="PublicKey">COSE_Key (RFC 9052 §7).</param>
/// <param name="Counter">The signature counter of the last use (WebAuthn §6.1.1); zero for an authenticator that has none.</param>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.passkey")]
internal sealed record StoredPasskey(
    [property: Id(0)] ImmutableArray<byte> Id,
    [property: Id(1)] ImmutableArray<byte> PublicKey,
    [property: Id(2)] uint Counter,
    [property: Id(3)] string Name,
    [property: Id(4)] Guid Aaguid,
    [property: Id(5)] bool IsBackedUp,
    [property: Id(6)] DateTimeOffset CreatedAt,
    [property: Id(7)] DateTimeOffset? UsedAt)
{
    public string TextId => System.Buffers.Text.Base64Url.EncodeToString(Id.AsSpan());

    public Passkey ToPasskey() => new(TextId, Name, Aaguid, IsBackedUp, CreatedAt, UsedAt);
}

/// <summary>A challenge that was answered.</summary>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.spent-challenge")]
internal sealed record SpentChallenge([property: Id(0)] ImmutableArray<byte> Nonce, [property: Id(1)] DateTimeOffset ExpiresAt);
