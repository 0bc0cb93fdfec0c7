using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Ucm.Pki.Keys;

namespace Ucm.Benchmarks.Servers;

/// <summary>
/// Kestrel and one delegate that writes a recorded answer and never looks at the request: the ceiling. Runs as a child of the benchmarks, with the runtime settings that the
/// product has (collector, tiers, threads), so that what is compared is the code.
/// </summary>
/// <param name="signs">Makes one P-256 signature for each request, on the thread that Kestrel gives it, and throws it away: the ceiling of answers that are signed for their client.</param>
internal sealed class BareServer(int port, bool signs = false) : IServerProcess
{
    public const string Command = "bare";
    private const string Signing = "signing";
    private const int ToBeSignedSize = 300;
    private readonly string recording = Path.GetTempFileName();
    private ChildProcess? child;

    public int ProcessId => child?.Id ?? 0;

    public string Url => $"http://localhost:{port}/";

    public async Task Start(RecordedAnswer answer)
    {
        await answer.Save(recording);
        child ??= await ChildProcess.Start(
            ["exec", "--runtimeconfig", Beside("Ucm.Silo.runtimeconfig.json"), Beside("Ucm.Benchmarks.dll"), Command, $"{port}", recording, .. signs ? (string[])[Signing] : []],
            new Dictionary<string, string>(),
            "bare server listens");
    }

    /// <summary>The child.</summary>
    public static async Task<int> Serve(string[] args)
    {
        if (args is not [var port, var recording, ..])
            return 2;

        var answer = await RecordedAnswer.Load(recording);
        using var key = args is [.., Signing] ? SigningKeys.Generate(KeyAlgorithm.EcdsaP256) : null;
        var toBeSigned = RandomNumberGenerator.GetBytes(ToBeSignedSize);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, int.Parse(port, null));
        });
        await using var app = builder.Build();
        app.Run(context =>
        {
            key?.Sign(toBeSigned);
            return answer.Write(context.Response);
        });
        await app.StartAsync();
        await Console.Out.WriteLineAsync("bare server listens");

        // Until it is killed.
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    public async ValueTask DisposeAsync()
    {
        if (child is not null)
            await child.DisposeAsync();

        File.Delete(recording);
    }
}
