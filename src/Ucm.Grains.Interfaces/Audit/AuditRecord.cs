namespace Ucm.Grains.Interfaces.Audit;

/// <summary>One audited change, committed with it (law 5).</summary>
/// <param name="Id">Ascending, unique in the database.</param>
/// <param name="Actor">Caller kind and name, such as <c>user:admin</c>.</param>
/// <param name="Action">Such as <c>certificate.issue</c>.</param>
/// <param name="Target">Such as <c>certificate:issuing.01ab…</c>.</param>
/// <param name="Detail">JSON object, without secrets.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.audit-record")]
public sealed record AuditRecord(
    [property: Id(0)] long Id,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Actor,
    [property: Id(3)] string? Address,
    [property: Id(4)] string Action,
    [property: Id(5)] string Target,
    [property: Id(6)] string Detail);
