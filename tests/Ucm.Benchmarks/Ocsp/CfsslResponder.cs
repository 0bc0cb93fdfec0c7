using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>cfssl's responder (Debian golang-cfssl), serving an answer that we signed.</summary>
internal sealed class CfsslResponder : IServerProcess
{
    private readonly string responses = Path.GetTempFileName();
    private readonly int port = FreePort.Find();
    private ChildProcess? child;

    public int ProcessId => child?.Id ?? 0;

    public string Url => $"http://127.0.0.1:{port}/";

    public async Task Start(byte[] answer)
    {
        await File.WriteAllTextAsync(responses, Convert.ToBase64String(answer) + "\n");
        child = await ChildProcess.StartListener("cfssl", ["ocspserve", $"-port={port}", $"-responses={responses}", "-loglevel=2"], port);
    }

    public async ValueTask DisposeAsync()
    {
        if (child is not null)
            await child.DisposeAsync();

        File.Delete(responses);
    }
}
