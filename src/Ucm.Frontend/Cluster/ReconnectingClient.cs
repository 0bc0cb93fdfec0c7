namespace Ucm.Frontend.Cluster;

/// <summary>Lets a frontend start before the silos do: it asks again until they answer or it is told to stop.</summary>
internal sealed partial class ReconnectingClient(TimeProvider clock, ILogger<ReconnectingClient> log) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);
    private long? toldAt;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (toldAt is not { } at || clock.GetElapsedTime(at) >= Quiet)
        {
            toldAt = clock.GetTimestamp();
            LogWaiting(exception.Message);
        }

        await Task.Delay(Pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the silos: {Reason}")]
    private partial void LogWaiting(string reason);
}
