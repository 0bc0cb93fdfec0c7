using System.Security.Cryptography;
using Ucm.Silo.Hosting;

namespace Ucm.Silo.Bootstrap;

/// <summary>The first password of <c>admin</c>: random unless configured, kept in a 0600 file until it is changed at the first sign-in.</summary>
internal sealed class InitialPassword(DataDirectory data)
{
    // Without the letters and digits that people confuse; 20 of 56 characters are 116 bits.
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int Length = 20;

    public string Path => data.InitialPasswordFile;

    public static string Generate() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>Written before the user is made, so that a crash between the two leaves a password that still can be read.</summary>
    public async Task<string> ReadOrCreate(CancellationToken cancellationToken)
    {
        if (File.Exists(Path))
        {
            return (await File.ReadAllTextAsync(Path, cancellationToken)).Trim();
        }

        var password = Generate();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(Path, options);
        await writer.WriteLineAsync(password.AsMemory(), cancellationToken);
        return password;
    }

    public void Forget() => File.Delete(Path);
}
