using System.Text;

namespace Ucm.Benchmarks.Servers;

/// <summary>A request as wrk's script language wants it.</summary>
internal sealed record WrkRequest(string Url, string Method, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public static WrkRequest Get(string url) => new(url, "GET", new Dictionary<string, string>(), []);

    public string Script()
    {
        var text = new StringBuilder($"wrk.method = \"{Method}\"\n");
        foreach (var (name, value) in Headers)
            text.Append(null, $"wrk.headers[\"{name}\"] = \"{value}\"\n");

        if (Body.Length > 0)
            text.Append("wrk.body = \"").AppendJoin("", Body.Select(octet => $"\\{octet:d3}")).Append("\"\n");

        return text.ToString();
    }
}
