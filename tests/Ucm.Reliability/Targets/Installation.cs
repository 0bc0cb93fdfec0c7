using System.Globalization;

namespace Ucm.Reliability.Targets;

/// <summary>One process that answers clients, past the proxy.</summary>
internal sealed record FrontendTarget(string Name, string Https, string Http);

/// <summary>A process with a health endpoint.</summary>
internal sealed record HealthTarget(string Name, string Url);

/// <summary>Where a running installation is reached: all that this program knows of it.</summary>
/// <param name="Https">Through the proxy, if there is one.</param>
/// <param name="Database">An Npgsql connection string, or <c>sqlite:{file}</c>.</param>
/// <param name="ClusterDirectory">Null for an installation that cluster.sh did not make; then nothing of it is killed.</param>
internal sealed record Installation(
    string Https,
    string Http,
    IReadOnlyList<FrontendTarget> Frontends,
    IReadOnlyList<HealthTarget> Health,
    string RootFile,
    string AdminPassword,
    int AcmeHttpPort,
    string? Database,
    string? ClusterDirectory)
{
    public const string ProxyName = "proxy";
    public const string Administrator = "admin";

    /// <summary>What a client may talk to: the proxy and each frontend.</summary>
    public IReadOnlyList<FrontendTarget> Doors => [new FrontendTarget(ProxyName, Https, Http), .. Frontends];

    /// <summary>From <c>--cluster DIR</c> (or UCM_CLUSTER_DIR, or ./ucm-cluster), else from the single options.</summary>
    public static Installation From(Arguments arguments)
    {
        if (arguments.Has("https"))
            return Single(arguments);

        var directory = arguments.Find("cluster") ?? Environment.GetEnvironmentVariable("UCM_CLUSTER_DIR") ?? "./ucm-cluster";
        var file = Path.Combine(directory, "cluster.env");
        return File.Exists(file)
            ? Cluster(Path.GetFullPath(directory), ReadVariables(File.ReadAllLines(file)))
            : throw new UsageException($"{file} is not there: start the cluster (deploy/local/cluster.sh up) or give --https, --http, --root, --password, --acme-port.");
    }

    internal static Installation Cluster(string directory, IReadOnlyDictionary<string, string> variables)
    {
        var frontends = Numbered(variables, "UCM_FRONTEND", "_HTTPS")
            .Select(number => new FrontendTarget($"frontend{number}", variables[$"UCM_FRONTEND{number}_HTTPS"], variables[$"UCM_FRONTEND{number}_HTTP"]))
            .ToList();
        var silos = Numbered(variables, "UCM_SILO", "_HEALTH").Select(number => new HealthTarget($"silo{number}", ReadyUrl(variables[$"UCM_SILO{number}_HEALTH"])));
        return new Installation(
            variables["UCM_HTTPS"],
            variables["UCM_HTTP"],
            frontends,
            [.. silos, .. frontends.Select(frontend => new HealthTarget(frontend.Name, ReadyUrl(frontend.Https)))],
            variables["UCM_ROOT"],
            variables["UCM_ADMIN_PASSWORD"],
            int.Parse(variables["UCM_ACME_HTTP_PORT"], CultureInfo.InvariantCulture),
            variables["UCM_PG"],
            directory);
    }

    /// <summary>Lines of <c>NAME=value</c> as a shell reads them: quotes around the value are not part of it.</summary>
    internal static IReadOnlyDictionary<string, string> ReadVariables(IEnumerable<string> lines) => lines
        .Select(line => line.Trim())
        .Select(line => line.StartsWith("export ", StringComparison.Ordinal) ? line[7..] : line)
        .Where(line => line.Contains('=', StringComparison.Ordinal) && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .ToDictionary(parts => parts[0], parts => parts[1].Trim('\'', '"'));

    private static Installation Single(Arguments arguments)
    {
        var (https, http) = (arguments.Get("https").TrimEnd('/'), arguments.Get("http").TrimEnd('/'));
        var database = arguments.Find("pg") ?? (arguments.Find("sqlite") is { } file ? $"sqlite:{file}" : null);
        return new Installation(
            https,
            http,
            [new FrontendTarget("frontend1", https, http)],
            [new HealthTarget("frontend1", ReadyUrl(https))],
            arguments.Get("root"),
            arguments.Get("password"),
            (int)arguments.Number("acme-port", 0),
            database,
            null);
    }

    private static IEnumerable<int> Numbered(IReadOnlyDictionary<string, string> variables, string prefix, string suffix) =>
        Enumerable.Range(1, 9).Where(number => variables.ContainsKey($"{prefix}{number}{suffix}"));

    private static string ReadyUrl(string url) => url.Contains("/health", StringComparison.Ordinal) ? url : url.TrimEnd('/') + "/health/ready";
}
