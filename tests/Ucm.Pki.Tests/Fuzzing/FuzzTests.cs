using Ucm.Fuzz;

namespace Ucm.Pki.Tests.Fuzzing;

/// <summary>The short form of <c>dotnet run --project tests/Ucm.Fuzz</c>.</summary>
public sealed class FuzzTests
{
    private const int Inputs = 20_000;
    private const ulong Seed = 20261123;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Run_MutatedInputs_NoExceptionEscapes(string name)
    {
        var target = FuzzTargets.All.Single(target => target.Name == name);

        var report = FuzzRunner.Run(target, Inputs, Seed);

        report.Escaped.ShouldBe(0, report.ToString());
        report.Refused.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Corpus_OfEachTarget_IsReadWithoutException()
    {
        foreach (var target in FuzzTargets.All)
        {
            foreach (var input in target.Corpus)
            {
                target.Accept(input);
            }
        }
    }
}
