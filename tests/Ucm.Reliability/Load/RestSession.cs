using System.Net.Http.Headers;
using System.Net.Http.Json;
using Ucm.Reliability.Measuring;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Load;

/// <summary>REST as the administrator: signs in, and signs in again when a token is no longer taken.</summary>
internal sealed class RestSession(HttpClient http, Installation installation) : IDisposable
{
    private readonly SemaphoreSlim signingIn = new(1);
    private volatile string? token;

    public Installation Installation => installation;

    /// <param name="make">Called for every attempt: a request message is sent once.</param>
    /// <param name="https">The door to knock at; the proxy's when null.</param>
    public async Task<Answer> Send(Func<string, HttpRequestMessage> make, string? https, CancellationToken cancellationToken)
    {
        var used = token ?? await SignIn(null, cancellationToken);
        var request = make(https ?? installation.Https);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", used);
        var answer = await Answer.Of(http, request, cancellationToken);
        if (answer.Status == 401)
            await SignIn(used, cancellationToken);

        return answer;
    }

    public Task<Answer> Get(string path, string? https, CancellationToken cancellationToken) =>
        Send(door => new HttpRequestMessage(HttpMethod.Get, door + path), https, cancellationToken);

    public void Dispose() => signingIn.Dispose();

    /// <summary>Until it works: without a token there is nothing this client could do.</summary>
    private async Task<string> SignIn(string? rejected, CancellationToken cancellationToken)
    {
        await signingIn.WaitAsync(cancellationToken);
        try
        {
            var backoff = new Backoff();
            while (token is null || token == rejected)
            {
                var body = JsonContent.Create(new { username = Installation.Administrator, password = installation.AdminPassword });
                var answer = await Answer.Of(http, new HttpRequestMessage(HttpMethod.Post, $"{installation.Https}/api/auth/login") { Content = body }, cancellationToken);
                if (answer.Succeeded)
                    token = answer.Json.GetProperty("access_token").GetString()!;
                else
                    await backoff.Wait(answer.RetryAfter, cancellationToken);
            }

            return token;
        }
        finally
        {
            signingIn.Release();
        }
    }
}
