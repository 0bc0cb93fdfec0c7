using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>A data directory as a first start and an orderly stop leave it, to copy and to spoil.</summary>
public sealed class StoppedInstallation : IAsyncLifetime
{
    private readonly StandaloneServer server = new();

    public async ValueTask InitializeAsync()
    {
        await server.Start();
        await server.Stop();
    }

    public string Copy(string under)
    {
        var target = Directory.CreateDirectory(Path.Combine(under, "copy"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        foreach (var file in Directory.EnumerateFiles(server.DataDirectory))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return target;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
