using System.Data.Common;
using System.Net;

namespace Ucm.Grains.Interfaces.Configuration;

/// <summary>
/// How a process reaches PostgreSQL. Across a network it must know the server by its certificate: whoever answers in its place would get the role's password and could
/// tell us anything.
/// </summary>
public static class DatabaseLink
{
    private static readonly string[] HostWords = ["Host", "Server"];
    private static readonly string[] ModeWords = ["SSL Mode", "SslMode"];

    /// <summary>One sentence that names the setting and the parameter; null when every host is on this machine or is verified. The string itself, with its password, is never repeated.</summary>
    /// <param name="setting">The full name of the setting that holds the connection string.</param>
    /// <param name="optOut">The full name of the setting that accepts the risk.</param>
    public static string? FindFault(string setting, string? connectionString, string optOut)
    {
        if (string.IsNullOrEmpty(connectionString))
        {
            return null;
        }

        var words = new DbConnectionStringBuilder();
        try
        {
            words.ConnectionString = connectionString;
        }
        catch (ArgumentException)
        {
            // Its message would repeat the string.
            return $"{setting} is not a connection string (Keyword=value;…).";
        }

        // Whichever of two synonyms counts in the end, all of them have to be right.
        var hosts = Values(words, HostWords).SelectMany(static value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var modes = Values(words, ModeWords);
        return hosts.FirstOrDefault(static host => !IsLocal(host)) is not { } distant || (modes.Count > 0 && modes.All(IsVerified))
            ? null
            : $"{setting} reaches the database server '{distant}' over a network and does not check which server answers: add 'SSL Mode=VerifyFull' and, "
                + $"for a certificate authority that this machine does not trust, 'Root Certificate=<file>'; {optOut}=true does without.";
    }

    private static List<string> Values(DbConnectionStringBuilder words, string[] synonyms) =>
        [.. synonyms.Select(word => words.TryGetValue(word, out var value) ? value.ToString() : null).OfType<string>()];

    private static bool IsVerified(string mode) => mode.Trim().Equals("VerifyFull", StringComparison.OrdinalIgnoreCase);

    /// <summary>A Unix socket (a path, or an abstract name), or loopback, each with or without a port.</summary>
    private static bool IsLocal(string host)
    {
        if (host[0] is '/' or '@')
        {
            return true;
        }

        var name = IPEndPoint.TryParse(host, out var address) ? address.Address.ToString() : host.Split(':')[0];
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var parsed) && IPAddress.IsLoopback(parsed));
    }
}
