using Ucm.Grains.Signing;

namespace Ucm.Grains.Tests.Signing;

public sealed class MasterKeyFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-key-").FullName;

    private string Path => System.IO.Path.Combine(folder, "master.key");

    [Fact]
    public void OpenOrCreate_NoFile_MakesOneForItsOwnerOnlyAndOpensItAgain()
    {
        using var made = MasterKeyFile.OpenOrCreate(Path);

        using var again = MasterKeyFile.OpenOrCreate(Path);

        again.Bytes.SequenceEqual(made.Bytes).ShouldBeTrue();
        File.ReadAllBytes(Path).Length.ShouldBe(MasterKey.Size);
        Directory.GetFiles(folder).ShouldBe([Path]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    public void OpenOrCreate_OthersMayUseIt_RefusesAndSaysWhatToDo(UnixFileMode others)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix modes.");
        MasterKeyFile.OpenOrCreate(Path).Dispose();
        SetMode(UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        var fault = Should.Throw<MasterKeyException>(() => MasterKeyFile.OpenOrCreate(Path));

        fault.Message.ShouldContain("chmod 600");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void OpenOrCreate_AnotherLength_Refuses(int length)
    {
        File.WriteAllBytes(Path, new byte[length]);
        SetMode(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Should.Throw<MasterKeyException>(() => MasterKeyFile.OpenOrCreate(Path)).Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task OpenOrCreate_ManyAtOnce_OneKey()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => MasterKeyFile.OpenOrCreate(Path))));

        keys.Select(key => Convert.ToHexString(key.Bytes)).Distinct().Count().ShouldBe(1);
        Directory.GetFiles(folder).ShouldBe([Path]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void SetMode(UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, mode);
        }
    }
}
