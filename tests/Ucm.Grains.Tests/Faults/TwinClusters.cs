using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Two clusters that do not know of each other, over one database and with one master key: every grain has two activations, for as long as one likes.</summary>
public sealed class TwinClusters(PostgresService postgres) : IAsyncLifetime
{
    private const int Attempts = 20;
    private readonly List<GrainCluster> clusters = [];

    public GrainCluster One => clusters[0];

    public GrainCluster Other => clusters[1];

    public IReadOnlyList<GrainCluster> Both => clusters;

    public async ValueTask InitializeAsync()
    {
        var storage = await postgres.CreateDatabase();
        clusters.Add(await GrainCluster.Start(storage: storage));
        clusters.Add(await GrainCluster.Start(folder: One.Folder, storage: storage));
        await Task.WhenAll(Create(TestRequests.Root, TestRequests.RootCommand));
        await Task.WhenAll(Create(TestRequests.Issuing, TestRequests.IssuingCommand("ecdsa-p256")));
    }

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await One.DisposeAsync();
    }

    /// <summary>On both at once, from each of two callers.</summary>
    public IEnumerable<Task<AuthoritySnapshot>> Create(AuthorityId id, CreateAuthorityCommand command) =>
        clusters.Concat(clusters).Select(cluster => Insist(() => cluster.Grains.Authority(id).Create(command, CancellationToken.None)));

    /// <summary>An activation that another one has overtaken gives up and is made anew, so its caller asks again, as clients do.</summary>
    /// <param name="patient">Goes on through an outage of seconds, a moment between two questions.</param>
    public static async Task<T> Insist<T>(Func<Task<Outcome<T>>> ask, bool patient = false)
        where T : class
    {
        var attempts = patient ? 50 * Attempts : Attempts;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(patient ? 50 : 1));
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var outcome = await ask();
                if (outcome.Succeeded)
                {
                    return outcome.Value;
                }

                attempt.ShouldBeLessThan(attempts, outcome.Refusal.Detail);
            }
            catch (Exception fault) when (fault is OrleansException or InvalidOperationException or TimeoutException && attempt < attempts)
            {
                // Overtaken, or nobody there.
            }

            await pace.WaitForNextTickAsync();
        }
    }
}
