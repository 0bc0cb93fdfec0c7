using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using Npgsql;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Postgres;

/// <summary>What an exception says: about the data of one unit, about two transactions in each other's way, or about the server and the way to it.</summary>
internal static class PostgresFaults
{
    private const string IdleInTransaction = "25P03";

    /// <summary>Waiting a moment and doing the same again may well succeed; nothing was committed.</summary>
    public static bool IsConflict(Exception fault) =>
        fault is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable };

    /// <summary>The connection is gone, though the server may be there again.</summary>
    public static bool IsLostConnection(Exception fault) => fault switch
    {
        PostgresException refused => refused.SqlState
            is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or IdleInTransaction
            or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException { InnerException: IOException or SocketException } => true,
        _ => false,
    };

    /// <summary>The server, the way to it, or what it lets us do; the same for every unit.</summary>
    public static bool IsOutage(Exception fault) => fault switch
    {
        PostgresException refused => !IsAboutData(refused),
        DbException or OperationCanceledException or TimeoutException or IOException or SocketException or ObjectDisposedException or StorageUnavailableException => true,
        _ => false,
    };

    /// <summary>What Npgsql calls wrong use, a command on a connection that is not open, is a lost connection when it was open a moment ago.</summary>
    public static async Task NoticeLoss(NpgsqlConnection connection, Func<Task> use)
    {
        try
        {
            await use();
        }
        catch (InvalidOperationException fault) when (connection.State != ConnectionState.Open)
        {
            throw new NpgsqlException("The connection was lost.", new IOException("It was closed between two commands.", fault));
        }
    }

    /// <summary>Short, and without anything that came from outside.</summary>
    public static string Describe(Exception fault) => fault is PostgresException refused ? refused.SqlState : (fault.InnerException ?? fault).GetType().Name;

    // Classes of SQLSTATE: data exception, integrity constraint violation, program limit exceeded (a key too long for its index).
    private static bool IsAboutData(PostgresException refused) => refused.SqlState[..2] is "22" or "23" or "54";
}
