using Shouldly;
using Ucm.Silo.Hosting;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>Who else may look into the data directory.</summary>
public sealed class DataDirectoryTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-data-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Open_ThatDoesNotExist_IsMadeForItsOwnerAlone()
    {
        using var data = DataDirectory.Open(Path.Combine(folder, "new"));

        File.GetUnixFileMode(data.Path).ShouldBe(Owner);
        data.Exposure.ShouldBeNull();
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void Open_OthersMayRead_SaysHowToMendIt(UnixFileMode others)
    {
        File.SetUnixFileMode(folder, Owner | others);

        using var data = DataDirectory.Open(folder);

        data.Exposure.ShouldNotBeNull().ShouldContain($"chmod 700 {folder}");
    }
}
