using System.Text.RegularExpressions;
using Shouldly;

namespace Ucm.Architecture.Tests;

/// <summary>docs/conformance.md names a test for each claim, and the tests that it names exist.</summary>
public sealed partial class ConformanceDocumentTests
{
    private static readonly (string Claim, string[] Tests)[] Rows = Read();

    /// <summary>Text of every test class, by its name; one class may have namesakes in other projects.</summary>
    private static readonly ILookup<string, string> Classes = Directory.EnumerateFiles(Path.Combine(RepositoryTests.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .ToLookup(static file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);

    [Theory]
    [InlineData("## CRL", 20)]
    [InlineData("## OCSP", 25)]
    [InlineData("## ACME requests", 12)]
    [InlineData("## ACME resources", 20)]
    [InlineData("## ACME challenges and CAA", 25)]
    [InlineData("## ACME renewal information", 8)]
    public void Tables_EachList_HasItsClaims(string heading, int atLeast) =>
        Rows.Count(row => row.Claim.StartsWith(heading, StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(atLeast);

    [Fact]
    public void Claims_Each_NamesATest() => Rows.Where(static row => row.Tests.Length == 0).Select(static row => row.Claim).ShouldBeEmpty();

    [Fact]
    public void Tests_ThatAreNamed_Exist() => Rows.SelectMany(static row => row.Tests).Distinct().Where(static test => !Exists(test)).ShouldBeEmpty();

    private static bool Exists(string test)
    {
        var (name, method) = (test.Split('.')[0], test.Split('.')[1]);
        return Classes[name].Any(text => Regex.IsMatch(text, $@"\[(Fact|Theory)[^\n]*\n(\s*\[[^\n]*\n)*\s*public [^\n]*\b{Regex.Escape(method)}\("));
    }

    private static (string Claim, string[] Tests)[] Read()
    {
        var rows = new List<(string, string[])>();
        var heading = "";
        foreach (var line in File.ReadLines(Path.Combine(RepositoryTests.Root, "docs", "conformance.md")))
        {
            heading = line.StartsWith("## ", StringComparison.Ordinal) ? line : heading;
            if (line.StartsWith("| ", StringComparison.Ordinal) && line.Trim('|', ' ').Split(" | ") is [var claim, var tests] && claim != "claim")
            {
                rows.Add(($"{heading}: {claim}", [.. TestName().Matches(tests).Select(static match => match.Groups[1].Value)]));
            }
        }

        return [.. rows];
    }

    [GeneratedRegex(@"`(\w+\.\w+)`")]
    private static partial Regex TestName();
}
