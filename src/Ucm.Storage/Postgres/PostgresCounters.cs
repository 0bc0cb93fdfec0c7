using System.Data.Common;
using Ucm.Storage.Commits;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Postgres;

/// <summary>
/// Numbers in commit order, over all silos: the rows of <c>counters</c> that a batch needs are locked, in the order of their names, before anything else, and held
/// to the commit. Who reads "everything after n" therefore never misses a row that commits later with a lower number.
/// </summary>
internal sealed class PostgresCounters(IReadOnlyList<WriteUnit> units)
{
    public const string Revocations = "revocations";
    public const string Authorities = "authorities";
    public const string Objects = "objects";

    // Two publishers see each other's numbers only one after the other.
    private const string Crls = "crls";

    private const string Lock = "select name, value from counters where name = any($1) order by name for update";
    private const string Update = "update counters c set value = u.value from unnest($1, $2) u(name, value) where c.name = u.name";

    private readonly Dictionary<string, long> values = [];
    private readonly HashSet<string> drawn = [];

    /// <summary>Asked for, but the trip that brings them has not run yet.</summary>
    public bool Pending { get; private set; }

    public void Begin(RoundTrip trip)
    {
        var names = units.SelectMany(Needs).Distinct().ToArray();
        if (names.Length == 0)
            return;

        Pending = true;
        trip.Add(Lock, Read, names.Texts(name => name));
    }

    public long Next(string name)
    {
        drawn.Add(name);
        return ++values[name];
    }

    public void Finish(RoundTrip trip)
    {
        var names = drawn.ToArray();
        if (names.Length > 0)
            trip.Add(Update, names.Texts(name => name), names.Numbers(name => values[name]));
    }

    private void Read(DbDataReader row)
    {
        values.Add(row.GetString(0), row.GetInt64(1));
        Pending = false;
    }

    private static IEnumerable<string> Needs(WriteUnit unit)
    {
        if (RevocationGroup.Takes(unit.Command))
            yield return Revocations;

        if (CrlGroup.NeedsLock(unit.Command))
            yield return Crls;

        if (unit.Command.Companion?.Index.Any(row => row is AuthorityRow) == true)
            yield return Authorities;

        if (unit.Command.Companion?.Index.Any(row => row is ObjectRow) == true)
            yield return Objects;
    }
}
