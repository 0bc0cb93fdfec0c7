using System.Text;

namespace Ucm.Benchmarks.Servers;

/// <summary>A request as wrk's script language wants it.</summary>
internal sealed record WrkRequest(string Url, string Method, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Lua that is appended, for requests that differ: it defines <c>request</c> and may use <c>wrk.body</c>.</summary>
    public string Lua { get; init; } = "";

    public static WrkRequest Get(string url) => new(url, "GET", new Dictionary<string, string>(), []);

    /// <summary>Bodies to send in turn; empty when there is one body or none.</summary>
    public IReadOnlyList<byte[]> Bodies { get; init; } = [];

    public string Script()
    {
        var text = new StringBuilder($"wrk.method = \"{Method}\"\n");
        foreach (var (name, value) in Headers)
            text.Append(null, $"wrk.headers[\"{name}\"] = \"{value}\"\n");

        if (Body.Length > 0)
            text.Append(null, $"wrk.body = {Literal(Body)}\n");

        if (Bodies.Count > 0)
        {
            text.Append("local bodies = {\n").AppendJoin(",\n", Bodies.Select(Literal)).Append("\n}\nlocal turn = 0\n");
            text.Append("request = function()\n  turn = turn % #bodies + 1\n  return wrk.format(nil, nil, nil, bodies[turn])\nend\n");
        }

        return text.Append(Lua).ToString();
    }

    private static string Literal(byte[] octets) => $"\"{string.Concat(octets.Select(octet => $"\\{octet:d3}"))}\"";
}
