using Microsoft.Extensions.Logging;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Cluster;

/// <summary>
/// Whether this silo is still a member of the cluster, as the membership table says now. A silo that the others have put out may not know it for seconds, and one that
/// was frozen wakes up in the belief of being in.
/// </summary>
internal sealed partial class SiloStanding(IMembershipTable table, ILocalSiloDetails local, ILogger<SiloStanding> log)
{
    private bool reported;

    /// <exception cref="StorageUnavailableException">The table cannot be read.</exception>
    public async Task<bool> IsMember()
    {
        var status = await Status();
        var isMember = status is SiloStatus.Created or SiloStatus.Joining or SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping;
        if (!isMember && !reported)
        {
            reported = true;
            LogPutOut(local.SiloAddress, status);
        }

        return isMember;
    }

    private async Task<SiloStatus> Status()
    {
        try
        {
            var rows = await table.ReadRowAsync(local.SiloAddress, CancellationToken.None);
            return rows.Members.FirstOrDefault(row => local.SiloAddress.Equals(row.Item1.SiloAddress))?.Item1.Status ?? SiloStatus.None;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // The provider's own exceptions differ by database; whichever it is, the standing is not known.
            throw new StorageUnavailableException("The membership table could not be read.", fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The membership table says that the silo {Silo} is {Status}: it signs nothing any more.")]
    private partial void LogPutOut(SiloAddress silo, SiloStatus status);
}
