using System.Text.Json;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Load;

/// <summary>One HTTP exchange as its client sees it: an answer, or what went wrong in its place. Never an exception for what the server or the network did.</summary>
internal sealed record Answer(string Outcome, int Status, byte[] Body, TimeSpan? RetryAfter, Uri? Location, string? Nonce)
{
    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The server may say otherwise when it is asked again.</summary>
    public bool IsWorthRetrying => Status is 0 or 401 or 408 or 429 or >= 500;

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>Outcome and, of a problem document, its code: what errors are counted by.</summary>
    public string Detailed => !Succeeded && Status != 0 && Code() is { } code ? $"{Outcome} {code}" : Outcome;

    public static async Task<Answer> Of(HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            try
            {
                using var answer = await http.SendAsync(request, cancellationToken);
                var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
                var nonce = answer.Headers.TryGetValues("Replay-Nonce", out var values) ? values.First() : null;
                return new Answer(HttpOutcome.Of(answer), (int)answer.StatusCode, body, answer.Headers.RetryAfter?.Delta, answer.Headers.Location, nonce);
            }
            catch (Exception fault) when (HttpOutcome.Of(fault) is { } outcome && !cancellationToken.IsCancellationRequested)
            {
                return new Answer(outcome, 0, [], null, null, null);
            }
        }
    }

    private string? Code()
    {
        try
        {
            var problem = Json;
            return problem.TryGetProperty("code", out var code) ? code.GetString() : problem.TryGetProperty("type", out var type) ? type.GetString()?.Split(':')[^1] : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
