using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Ucm.Benchmarks.Servers;

/// <summary>Kestrel and one delegate that writes a recorded answer: what no server on this machine can beat. Runs as a child of the benchmarks.</summary>
internal sealed class BareServer(int port) : IAsyncDisposable
{
    public const string Command = "bare";
    private readonly string recording = Path.GetTempFileName();
    private ChildProcess? child;

    public string Url => $"http://localhost:{port}/";

    public async Task Start(RecordedAnswer answer)
    {
        await answer.Save(recording);
        var library = Path.Combine(AppContext.BaseDirectory, "Ucm.Benchmarks.dll");
        child ??= await ChildProcess.Start(library, [Command, $"{port}", recording], new Dictionary<string, string>(), "bare server listens");
    }

    /// <summary>The child.</summary>
    public static async Task<int> Serve(string port, string recording)
    {
        var answer = await RecordedAnswer.Load(recording);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, int.Parse(port, null));
        });
        await using var app = builder.Build();
        app.Run(context => answer.Write(context.Response));
        await app.StartAsync();
        await Console.Out.WriteLineAsync("bare server listens");

        // Until it is killed.
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        if (child is not null)
            await child.DisposeAsync();

        File.Delete(recording);
    }
}
