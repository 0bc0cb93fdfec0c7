using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;

namespace Ucm.Grains.Cluster;

/// <summary>Asks the other silos to take this one out of the membership.</summary>
internal sealed partial class Departures(IServiceProvider services, IClusterMembershipService membership, ILocalSiloDetails local, ILogger<Departures> log)
    : GrainServiceClient<IDrainCoordinator>(services)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>All others at once: which of them can write is not known, and the table takes the first. False when nobody could within three seconds.</summary>
    public async Task<bool> PutThisSiloOut()
    {
        var others = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(local.SiloAddress));
        var asked = others.Select(member => Ask(member.SiloAddress)).ToList();
        while (asked.Count > 0)
        {
            var answered = await Task.WhenAny(asked);
            if (await answered)
            {
                return true;
            }

            asked.Remove(answered);
        }

        return false;
    }

    private async Task<bool> Ask(SiloAddress silo)
    {
        try
        {
            using var limit = new CancellationTokenSource(Timeout);
            return await GetGrainService(silo).PutOut(local.SiloAddress, limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception fault)
        {
            LogSilent(fault, silo);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The silo {Silo} did not put this one out.")]
    private partial void LogSilent(Exception fault, SiloAddress silo);
}
