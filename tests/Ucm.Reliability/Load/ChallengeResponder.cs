using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ucm.Reliability.Load;

/// <summary>The web server of the names that are certified: answers http-01 (RFC 8555 §8.3) for the tokens it was told of.</summary>
internal sealed class ChallengeResponder : IAsyncDisposable
{
    private const string Prefix = "/.well-known/acme-challenge/";
    private readonly ConcurrentDictionary<string, string> answers = new();
    private readonly WebApplication app;

    private ChallengeResponder(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        app = builder.Build();
        app.Run(Answer);
    }

    public static async Task<ChallengeResponder> Start(int port)
    {
        var responder = new ChallengeResponder(port);
        await responder.app.StartAsync();
        return responder;
    }

    public void Offer(string token, string keyAuthorization) => answers[token] = keyAuthorization;

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Task Answer(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith(Prefix, StringComparison.Ordinal) && answers.TryGetValue(path[Prefix.Length..], out var answer))
            return context.Response.WriteAsync(answer);

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
