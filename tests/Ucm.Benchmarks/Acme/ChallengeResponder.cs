using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ucm.Benchmarks.Acme;

/// <summary>Answers every http-01 challenge of one account (RFC 8555 §8.3): the key authorization follows from the token in the path.</summary>
internal sealed class ChallengeResponder(int port) : IAsyncDisposable
{
    private const string Prefix = "/.well-known/acme-challenge/";
    private WebApplication? app;

    public async Task Start(string thumbprint)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        app = builder.Build();
        app.Run(context => context.Request.Path.Value is { } path && path.StartsWith(Prefix, StringComparison.Ordinal)
            ? context.Response.WriteAsync($"{path[Prefix.Length..]}.{thumbprint}")
            : Task.CompletedTask);
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
    }
}
