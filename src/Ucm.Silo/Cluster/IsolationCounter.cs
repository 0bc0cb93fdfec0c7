namespace Ucm.Silo.Cluster;

/// <summary>
/// Counts the rounds in a row in which this node alone could not reach the database. Rounds and not time, so that a process that was frozen, or that looked at a bad
/// moment, does not leave at its first look.
/// </summary>
internal sealed class IsolationCounter
{
    /// <summary>Longer than a failover takes on one node when it took a moment less on another.</summary>
    public const int Limit = 5;

    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
    private int inARow;

    /// <summary>True when this was one too many.</summary>
    public bool Count(bool lonely)
    {
        inARow = lonely ? inARow + 1 : 0;
        return inARow >= Limit;
    }
}
