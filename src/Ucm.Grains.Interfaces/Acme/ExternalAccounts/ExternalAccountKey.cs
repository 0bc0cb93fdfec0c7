using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Interfaces.Acme.ExternalAccounts;

/// <summary>An external account key without its secret.</summary>
/// <param name="Version">1 for the first, and one more with each change, rotation and change of status.</param>
/// <param name="Content">JSON of <see cref="Documents.ExternalAccountDocument"/>, normalized.</param>
/// <param name="Accounts">How many accounts are bound by it; null where it was not counted.</param>
/// <param name="KeyChangedAt">When the secret was made.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.external-account-key")]
public sealed record ExternalAccountKey(
    [property: Id(0)] string Kid,
    [property: Id(1)] long Version,
    [property: Id(2)] ExternalAccountKeyStatus Status,
    [property: Id(3)] string Content,
    [property: Id(4)] int? Accounts,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] string CreatedBy,
    [property: Id(7)] DateTimeOffset ChangedAt,
    [property: Id(8)] string ChangedBy,
    [property: Id(9)] DateTimeOffset KeyChangedAt);

/// <summary>Whether accounts may be bound by a key and its accounts may order.</summary>
// Stored and sent: numbers are forever.
public enum ExternalAccountKeyStatus
{
    Enabled = 1,
    Disabled = 2,
}

/// <summary>A key with what only its first answer tells.</summary>
/// <param name="Secret">The HMAC key, 32 octets; empty when the answer repeats an earlier one.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.external-account-key-with-secret")]
public sealed record ExternalAccountKeyWithSecret([property: Id(0)] ExternalAccountKey Key, [property: Id(1)] ImmutableArray<byte> Secret)
{
    /// <summary>Not the secret: a record prints its members, and a log must not have it (law 6).</summary>
    public override string ToString() => $"{Key.Kid} ({Secret.Length} octets)";
}

/// <summary>Make a key under the grain's kid.</summary>
/// <param name="Content">JSON of <see cref="Documents.ExternalAccountDocument"/>.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.create-external-account-key-command")]
public sealed record CreateExternalAccountKeyCommand([property: Id(0)] string Content, [property: Id(1)] Caller Caller);

/// <summary>Change the rules of a key.</summary>
/// <param name="Content">A merge patch (RFC 7396) to its document.</param>
/// <param name="ExpectedVersion">The version that the caller saw; null to change whatever is there.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.change-external-account-key-command")]
public sealed record ChangeExternalAccountKeyCommand(
    [property: Id(0)] string Content, [property: Id(1)] long? ExpectedVersion, [property: Id(2)] Caller Caller);

/// <summary>Give a key another secret.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.rotate-external-account-key-command")]
public sealed record RotateExternalAccountKeyCommand([property: Id(0)] long? ExpectedVersion, [property: Id(1)] Caller Caller);

/// <summary>Enable or disable a key.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.set-external-account-key-status-command")]
public sealed record SetExternalAccountKeyStatusCommand(
    [property: Id(0)] ExternalAccountKeyStatus Status, [property: Id(1)] long? ExpectedVersion, [property: Id(2)] Caller Caller);

/// <summary>Which keys to list; null means any.</summary>
/// <param name="Text">Part of the name.</param>
/// <param name="Cursor">From <see cref="ExternalAccountKeyPage.Next"/>.</param>
/// <param name="Take">1..500.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.list-external-account-keys-query")]
public sealed record ListExternalAccountKeysQuery(
    [property: Id(0)] string? Server,
    [property: Id(1)] ExternalAccountKeyStatus? Status,
    [property: Id(2)] string? Text,
    [property: Id(3)] string? Cursor,
    [property: Id(4)] int Take,
    [property: Id(5)] Caller Caller);

/// <summary>A page of keys.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.external-account-key-page")]
public sealed record ExternalAccountKeyPage([property: Id(0)] ImmutableArray<ExternalAccountKey> Keys, [property: Id(1)] string? Next);
