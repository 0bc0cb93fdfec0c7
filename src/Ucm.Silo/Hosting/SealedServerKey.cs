using System.Security.Cryptography;
using Ucm.Frontend.Tls;
using Ucm.Grains.Signing;

namespace Ucm.Silo.Hosting;

/// <summary>The listener's key and certificate in the data directory, sealed under the master key: no key in clear on any disk (law 6).</summary>
internal sealed class SealedServerKey(DataDirectory data, MasterKey masterKey) : IServerKeyStore
{
    public const string FileName = "server-certificate.sealed";

    // Stored: the name is forever.
    private static readonly EnvelopeName Name = new("listener", "server-certificate");

    public byte[]? Read()
    {
        try
        {
            return KeyEnvelope.Open(masterKey, Name, File.ReadAllBytes(data.File(FileName)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // Missing, damaged or of another master key: a new certificate takes its place.
            return null;
        }
    }

    public void Write(ReadOnlySpan<byte> content)
    {
        var envelope = KeyEnvelope.Seal(masterKey, Name, content);
        var next = data.File(FileName + ".new");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(next, options))
            {
                file.Write(envelope);
            }

            File.Move(next, data.File(FileName), overwrite: true);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new IOException(fault.Message, fault);
        }
    }
}
