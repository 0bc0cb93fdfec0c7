using System.Text;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.KeyRing;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.KeyRing;

namespace Ucm.Grains.Tests.KeyRing;

/// <summary>The ring that frontends share: added to by one at a time, never in clear on a disk.</summary>
[Trait("needs", "server")]
public sealed class KeyRingTests : IAsyncLifetime
{
    private const string Xml = "<key id=\"1\"><masterKey>c2VjcmV0IG9mIHRoZSByaW5n</masterKey></key>";
    private GrainCluster cluster = null!;

    private IKeyRingGrain Ring => cluster.Grains.KeyRing();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => cluster = await GrainCluster.Start();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task Add_ToTheRingOneKnows_IsThereAfterwards()
    {
        var added = await Ring.Add(new KeyRingElement("key-1", Xml), 0, Token);

        added.Value!.Version.ShouldBe(1);
        (await Ring.Get(Token)).Elements.ShouldBe([new KeyRingElement("key-1", Xml)]);
    }

    [Fact]
    public async Task Add_ToARingThatHasChanged_ShowsTheOther()
    {
        await Ring.Add(new KeyRingElement("key-1", Xml), 0, Token);

        var second = await Ring.Add(new KeyRingElement("key-2", Xml), 0, Token);

        second.Value!.Elements.ShouldHaveSingleItem().Name.ShouldBe("key-1");
    }

    [Fact]
    public async Task Add_ManyAtOnce_TakesOne()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(index => Ring.Add(new KeyRingElement($"key-{index}", Xml), 0, Token)));

        (await Ring.Get(Token)).Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "<key/>")]
    [InlineData("key", "no xml")]
    [InlineData("key", "<!DOCTYPE key [<!ENTITY a \"b\">]><key>&a;</key>")]
    public async Task Add_SomethingElse_IsRefused(string name, string xml) =>
        (await Ring.Add(new KeyRingElement(name, xml), 0, Token)).Refusal!.Code.ShouldBe(RefusalCode.Malformed);

    [Fact]
    public async Task Add_TooLarge_IsRefused() =>
        (await Ring.Add(new KeyRingElement("key", $"<key>{new string('x', KeyRingGrain.MaxLength)}</key>"), 0, Token)).Refusal!.Code.ShouldBe(RefusalCode.Malformed);

    [Fact]
    public async Task Law06_Ring_IsSealedOnTheDisk()
    {
        await Ring.Add(new KeyRingElement("key-1", Xml), 0, Token);

        foreach (var file in Directory.EnumerateFiles(cluster.Folder, "ucm.db*"))
        {
            Read(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes("c2VjcmV0IG9mIHRoZSByaW5n")).ShouldBe(-1, file);
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
