namespace Ucm.Frontend.Cluster;

/// <summary>One call for all who come while it is under way, with one outcome for all. Who gives up waiting does not end it.</summary>
internal sealed class SharedCall<T>
{
    private readonly Lock joining = new();
    private Task<T>? underWay;

    /// <param name="call">Looks again whether it is needed: another one may have ended just before.</param>
    public Task<T> Join(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        lock (joining)
        {
            // Elsewhere, so that nothing of it happens under the lock.
            underWay = underWay is { IsCompleted: false } ? underWay : Task.Run(call, CancellationToken.None);
            return underWay.WaitAsync(cancellationToken);
        }
    }
}
