using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Ucm.Benchmarks.Servers;

/// <summary>The headers and the body that the product answered, so that the bare server sends as many bytes.</summary>
internal sealed record RecordedAnswer(Dictionary<string, string> Headers, byte[] Body)
{
    private static readonly string[] MadeByKestrel = ["Date", "Transfer-Encoding", "Connection"];

    public static async Task<RecordedAnswer> From(HttpResponseMessage message)
    {
        message.EnsureSuccessStatusCode();
        var headers = message.Headers.NonValidated.Concat(message.Content.Headers.NonValidated).Where(header => !MadeByKestrel.Contains(header.Key));
        return new RecordedAnswer(headers.ToDictionary(header => header.Key, header => header.Value.ToString()), await message.Content.ReadAsByteArrayAsync());
    }

    public static async Task<RecordedAnswer> Load(string path) => JsonSerializer.Deserialize<RecordedAnswer>(await File.ReadAllTextAsync(path))!;

    public Task Save(string path) => File.WriteAllTextAsync(path, JsonSerializer.Serialize(this));

    public Task Write(HttpResponse response)
    {
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;

        response.ContentLength = Body.Length;
        return response.Body.WriteAsync(Body, 0, Body.Length);
    }
}
