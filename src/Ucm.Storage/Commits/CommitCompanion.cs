using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Objects;

namespace Ucm.Storage.Commits;

/// <summary>What is written in the same transaction as a change, or not at all (law 5).</summary>
public sealed record CommitCompanion(ImmutableArray<AuditEntry> Audit, ImmutableArray<OutboxEvent> Events)
{
    /// <summary>Rows of read models, so that a list is a query and never wakes a grain.</summary>
    public ImmutableArray<IndexRow> Index { get; init; } = [];

    /// <summary>Rows of read models alone, where the change needs no audit row of its own.</summary>
    public static CommitCompanion Of(IndexRow row) => new([], []) { Index = [row] };

    public static CommitCompanion Of(AuditEntry audit) => new([audit], []);

    public static CommitCompanion Of(AuditEntry audit, OutboxEvent @event) => new([audit], [@event]);

    /// <summary>Of two changes that are one commit, in order.</summary>
    public CommitCompanion And(CommitCompanion next) => new([.. Audit, .. next.Audit], [.. Events, .. next.Events]) { Index = [.. Index, .. next.Index] };
}

/// <summary>An audit row to be. <paramref name="Detail"/> is a JSON object without secrets.</summary>
public sealed record AuditEntry(DateTimeOffset At, string Actor, string? Address, string Action, string Target, string Detail = "{}");

/// <summary>An event to be delivered (webhooks, mail). <paramref name="Payload"/> is JSON.</summary>
public sealed record OutboxEvent(DateTimeOffset At, string Kind, string Payload);

/// <summary>One row of a read model, inserted or replaced by its key.</summary>
public abstract record IndexRow;

/// <summary>The table <c>authorities</c>.</summary>
public sealed record AuthorityRow(AuthoritySnapshot Snapshot) : IndexRow;

/// <summary>The table <c>objects</c>, and one row more of <c>object_versions</c>.</summary>
/// <param name="Content">JSON of the object's kind, the whole of it.</param>
/// <param name="Comment">Why it was changed, in the words of who changed it.</param>
public sealed record ObjectRow(
    ObjectKey Key, long Version, ObjectStatus Status, string Content, DateTimeOffset ChangedAt, string ChangedBy, string? Comment) : IndexRow;

/// <summary>The table <c>acme_accounts</c>.</summary>
public sealed record AcmeAccountRow(string Id, string Thumbprint, string Status, DateTimeOffset CreatedAt) : IndexRow
{
    /// <summary>When the account was last changed; a later time that is in the table stays. Null: when it was created.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>The ACME server that it was made at.</summary>
    public string Server { get; init; } = "default";

    /// <summary>The key id of the external account that it is bound to; null for none.</summary>
    public string? ExternalAccount { get; init; }
}

/// <summary>Deletes the row of an account.</summary>
public sealed record AcmeAccountGone(string Id) : IndexRow;

/// <summary>The table <c>acme_orders</c>; rows go by range some time after <paramref name="ExpiresAt"/>.</summary>
public sealed record AcmeOrderRow(string Id, string AccountId, string Status, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt) : IndexRow
{
    /// <summary>The ACME server that it was made at.</summary>
    public string Server { get; init; } = "default";

    public string Profile { get; init; } = string.Empty;

    /// <summary>Its identifiers, separated by spaces.</summary>
    public string Names { get; init; } = string.Empty;

    /// <summary>True for an authorization that was made without an order (RFC 8555 §7.4.1), which is in no list of orders.</summary>
    public bool IsAuthorization { get; init; }
}

/// <summary>Deletes the row of an order, and notes in its account's row that the account was used when the order was made.</summary>
public sealed record AcmeOrderGone(string Id, string AccountId, DateTimeOffset CreatedAt) : IndexRow;

/// <summary>The table <c>acme_external_accounts</c>. Never the secret of the key.</summary>
/// <param name="Content">JSON: the rules of the key.</param>
public sealed record ExternalAccountRow(string Kid, string Server, string Name, string Status, long Version, string Content) : IndexRow
{
    public DateTimeOffset CreatedAt { get; init; }

    public string CreatedBy { get; init; } = string.Empty;

    public DateTimeOffset ChangedAt { get; init; }

    public string ChangedBy { get; init; } = string.Empty;

    /// <summary>When the secret was made.</summary>
    public DateTimeOffset KeyChangedAt { get; init; }
}

/// <summary>The table <c>acme_external_bindings</c>; goes with the account (<see cref="AcmeAccountGone"/>).</summary>
public sealed record ExternalBindingRow(string AccountId, string Kid) : IndexRow;

/// <summary>
/// The table <c>acme_authorizations</c>: where the newest valid authorization of an account for an identifier is. A row of the same account, server
/// and identifier is replaced.
/// </summary>
/// <param name="Position">Of the authorization in its order.</param>
public sealed record AcmeAuthorizationRow(
    string AccountId, string Server, SubjectName Identifier, string OrderId, int Position, DateTimeOffset ExpiresAt) : IndexRow;

/// <summary>Deletes the row of an authorization, unless another order's has taken its place.</summary>
public sealed record AcmeAuthorizationGone(string AccountId, string Server, SubjectName Identifier, string OrderId) : IndexRow;

/// <summary>The table <c>acme_replacements</c>: which order replaced a certificate (RFC 9773 §5). The first one stays.</summary>
/// <param name="ExpiresAt">When the certificate expires that was replaced; the row goes by range after that.</param>
public sealed record AcmeReplacementRow(CertificateKey Replaced, string OrderId, DateTimeOffset ExpiresAt) : IndexRow;

/// <summary>Deletes some of the rows of <c>acme_authorizations</c> and <c>acme_replacements</c> that expired before a time, longest ago first.</summary>
public sealed record AcmeExpiredGone(DateTimeOffset Before) : IndexRow
{
    /// <summary>So many rows of each table go at once.</summary>
    public const int Most = 1000;
}

/// <summary>The table <c>sessions</c>.</summary>
/// <param name="Methods">How the user proved who he is, separated by spaces.</param>
public sealed record SessionRow(string Id, string User, int Kind, string? Address, string Methods, DateTimeOffset OpenedAt, DateTimeOffset ExpiresAt) : IndexRow
{
    /// <summary>Of the user when the session was opened; it is dead once he has a higher one.</summary>
    public long CredentialVersion { get; init; }

    /// <summary>Likewise.</summary>
    public long Epoch { get; init; }
}

/// <summary>Deletes the row of a session.</summary>
public sealed record SessionGone(string Id) : IndexRow;
