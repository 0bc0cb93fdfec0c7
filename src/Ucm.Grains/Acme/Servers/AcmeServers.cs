using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Servers;

/// <summary>The ACME servers, from this silo's view. What cannot be confirmed or read refuses (law 8, law 9).</summary>
internal sealed class AcmeServers(AuthoritySnapshots snapshots)
{
    /// <summary>Refusals: NotFound (also for one that is disabled), AuthorityUnavailable when the view could not be confirmed.</summary>
    /// <param name="name">Null for the default server, which orders and accounts of earlier versions were made at.</param>
    public async ValueTask<Outcome<AcmeServer>> Find(string? name, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(AcmeServerKind.KindName, name ?? AcmeServer.Default);
        if (!ObjectKey.IsName(key.Name))
        {
            return NoSuchServer(key.Name);
        }

        var (entry, refusal) = await snapshots.Confirm(key, cancellationToken);
        return entry?.Object.Status switch
        {
            _ when refusal is not null => refusal,
            null => NoSuchServer(key.Name),
            ObjectStatus.Enabled => entry.Read<AcmeServer>(),
            _ => new Refusal(RefusalCode.NotFound, $"The ACME server {key.Name} is disabled."),
        };
    }

    private static Refusal NoSuchServer(string name) => new(RefusalCode.NotFound, $"There is no ACME server {(name.Length > 40 ? name[..40] + "…" : name)}.");
}
