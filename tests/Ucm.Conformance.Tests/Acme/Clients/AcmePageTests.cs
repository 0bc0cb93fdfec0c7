using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>docs/acme.md as a whole.</summary>
public sealed class AcmePageTests
{
    private static readonly string Tests = Path.Combine(Repository.Root, "tests", "Ucm.Conformance.Tests", "Acme", "Clients");

    [Fact]
    public void Examples_ThatHaveAName_AreRunByATest()
    {
        var sources = string.Concat(Directory.GetFiles(Tests, "*.cs").Select(File.ReadAllText));

        var unused = AcmePage.Names.Where(name => !sources.Contains($"\"{name}\"", StringComparison.Ordinal));

        unused.ShouldBeEmpty();
    }

    [Fact]
    public void Sections_ThatClaimATest_NameOneThatThereIs()
    {
        var claimed = AcmePage.ClaimedTests.ToList();

        claimed.Count.ShouldBe(7);
        claimed.Where(static test => !File.Exists(Path.Combine(Tests, $"{test}.cs"))).ShouldBeEmpty();
    }
}
