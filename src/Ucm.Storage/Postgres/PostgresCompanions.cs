using Ucm.Grains.Interfaces.Authorities;
using Ucm.Storage.Authorities;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using static Ucm.Storage.Postgres.Columns;

namespace Ucm.Storage.Postgres;

/// <summary>Audit rows, events and read models of the units that changed something, in the order in which they did (law 5).</summary>
internal sealed class PostgresCompanions(PostgresCounters counters)
{
    private const string Audit = "insert into audit (at, actor, address, action, target, detail) select * from unnest($1, $2, $3, $4, $5, $6)";

    private const string Outbox = "insert into outbox (at, kind, payload) select * from unnest($1, $2, $3)";

    private const string Authority =
        "insert into authorities (id, name, status, certificate, chain, key_id, key_algorithm, issuer, not_before, not_after, settings, version, change) "
        + "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
        + "on conflict (id) do update set name = excluded.name, status = excluded.status, certificate = excluded.certificate, chain = excluded.chain, "
        + "key_id = excluded.key_id, key_algorithm = excluded.key_algorithm, issuer = excluded.issuer, not_before = excluded.not_before, "
        + "not_after = excluded.not_after, settings = excluded.settings, version = excluded.version, change = excluded.change";

    private const string Object =
        "insert into objects (kind, name, version, status, content, changed_at, changed_by, change) values ($1, $2, $3, $4, $5, $6, $7, $8) "
        + "on conflict (kind, name) do update set version = excluded.version, status = excluded.status, content = excluded.content, "
        + "changed_at = excluded.changed_at, changed_by = excluded.changed_by, change = excluded.change";

    private const string ObjectVersion =
        "insert into object_versions (kind, name, version, status, content, changed_at, changed_by, comment) values ($1, $2, $3, $4, $5, $6, $7, $8)";

    private readonly List<AuditEntry> audit = [];
    private readonly List<OutboxEvent> events = [];
    private readonly PostgresAcmeRows acme = new();
    private readonly PostgresExternalAccountRows externalAccounts = new();
    private readonly PostgresSessionRows sessions = new();
    private readonly PostgresInboxRows inbox = new();
    private readonly PostgresJobRows jobs = new();

    private readonly List<ObjectRow> objects = [];

    // One statement cannot replace a row twice; the last is what would remain.
    private readonly SortedDictionary<string, AuthoritySnapshot> authorities = new(StringComparer.Ordinal);

    public void Add(CommitCompanion companion)
    {
        audit.AddRange(companion.Audit);
        events.AddRange(companion.Events);
        foreach (var row in companion.Index)
            Add(row);
    }

    public void Finish(RoundTrip trip)
    {
        if (audit.Count > 0)
        {
            trip.Add(
                Audit,
                audit.Numbers(entry => entry.At.Microseconds()),
                audit.Texts(entry => entry.Actor),
                audit.Texts(entry => entry.Address),
                audit.Texts(entry => entry.Action),
                audit.Texts(entry => entry.Target),
                audit.Texts(entry => entry.Detail));
        }

        if (events.Count > 0)
            trip.Add(Outbox, events.Numbers(item => item.At.Microseconds()), events.Texts(item => item.Kind), events.Texts(item => item.Payload));

        acme.Finish(trip);
        externalAccounts.Finish(trip);
        sessions.Finish(trip);
        inbox.Finish(trip);
        jobs.Finish(trip);
        foreach (var snapshot in authorities.Values)
            Write(trip, snapshot);

        foreach (var row in objects)
            Write(trip, row);
    }

    private void Add(IndexRow row)
    {
        if (row is AuthorityRow authority)
            authorities[authority.Snapshot.Id.Value] = authority.Snapshot;
        else if (row is ObjectRow changed)
            objects.Add(changed);
        else if (!sessions.TryAdd(row) && !inbox.TryAdd(row) && !jobs.TryAdd(row) && !externalAccounts.TryAdd(row) && !acme.TryAdd(row))
            throw new NotSupportedException($"{row.GetType().Name} has no table.");
    }

    private void Write(RoundTrip trip, ObjectRow row)
    {
        trip.Add(
            Object,
            One(row.Key.Kind),
            One(row.Key.Name),
            One(row.Version),
            One((long)row.Status),
            One(row.Content),
            One(row.ChangedAt.Microseconds()),
            One(row.ChangedBy),
            One(counters.Next(PostgresCounters.Objects)));
        trip.Add(
            ObjectVersion,
            One(row.Key.Kind),
            One(row.Key.Name),
            One(row.Version),
            One((long)row.Status),
            One(row.Content),
            One(row.ChangedAt.Microseconds()),
            One(row.ChangedBy),
            One(row.Comment));
    }

    private void Write(RoundTrip trip, AuthoritySnapshot snapshot) => trip.Add(
        Authority,
        One(snapshot.Id.Value),
        One(snapshot.Name),
        One((long)snapshot.Status),
        One(snapshot.Certificate.Octets()),
        One(snapshot.Chain.SelectMany(certificate => certificate).ToArray()),
        One(snapshot.KeyId),
        One(snapshot.KeyAlgorithm),
        One(snapshot.Issuer?.Value),
        One(snapshot.NotBefore.Microseconds()),
        One(snapshot.NotAfter.Microseconds()),
        One(AuthoritySettings.Write(snapshot)),
        One(snapshot.Version),
        One(counters.Next(PostgresCounters.Authorities)));
}
