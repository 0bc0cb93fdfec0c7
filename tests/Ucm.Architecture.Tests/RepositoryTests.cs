using System.Text.RegularExpressions;
using Shouldly;

namespace Ucm.Architecture.Tests;

/// <summary>Rules about the files themselves.</summary>
public sealed partial class RepositoryTests
{
    internal static readonly string Root = FindRoot();

    private static IEnumerable<string> Sources => Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.*", SearchOption.AllDirectories)
        .Where(static file => file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal))
        .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [Fact]
    public void Sources_HaveNoFileOver500Lines() =>
        Sources.Where(static file => File.ReadLines(file).Count() > 500).ShouldBeEmpty();

    [Fact]
    public void Todos_NameTheirIssue() =>
        Sources.SelectMany(static file => File.ReadLines(file).Where(static line => Todo().IsMatch(line)).Select(line => $"{file}: {line}")).ShouldBeEmpty();

    /// <summary>What is left out shows on a new machine only: there the test that starts the program fails.</summary>
    [Fact]
    public void TestScript_InstallsEveryProgramThatTestsStart()
    {
        var installed = ToolAndPackage().Matches(File.ReadAllText(Path.Combine(Root, "test.sh"))).Select(static match => match.Groups[1].Value).ToHashSet();

        var started = TestSources.SelectMany(StartedBy).Concat(ClientsOfThePage).ToHashSet();

        started.ShouldContain("certtool");
        started.ShouldContain("dehydrated");
        started.Except(installed).Except(["dotnet", "bash", "sh"]).ShouldBeEmpty();
    }

    /// <summary>ACME clients whose lines tests take from docs/acme.md; Apache's name there is that of its module.</summary>
    private static IEnumerable<string> ClientsOfThePage => ClientSection().Matches(File.ReadAllText(Path.Combine(Root, "docs", "acme.md")))
        .Select(static match => match.Groups[1].Value)
        .Where(static client => client != "Apache mod_md");

    private static IEnumerable<string> TestSources => Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(static file => Regex.IsMatch(file, "/Ucm[.](TestHosting|[A-Za-z.]+[.]Tests)/(?!bin/|obj/)"));

    /// <summary>By their names: in the helpers that start a program, and in files that have a helper of their own.</summary>
    private static IEnumerable<string> StartedBy(string file)
    {
        var text = File.ReadAllText(file);
        var hasHelper = text.Contains("Run(string program", StringComparison.Ordinal);
        return (hasHelper ? AnyRun() : ToolRun()).Matches(text).Select(static match => match.Groups[1].Value);
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "UltimateCA.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests run inside a checkout.");
        }

        return directory.FullName;
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK)\b(?!.*#\d)")]
    private static partial Regex Todo();

    [GeneratedRegex(@"(?<=[ ""])([a-z][a-z0-9-]*):[a-z][a-z0-9-]*(?=[ ""])")]
    private static partial Regex ToolAndPackage();

    [GeneratedRegex(@"^## (.+)\n\nRun by `", RegexOptions.Multiline)]
    private static partial Regex ClientSection();

    [GeneratedRegex(@"\b(?:(?:Tool|Command)\.Run|ProcessStartInfo)\(\s*""([a-z][a-z0-9-]*)""")]
    private static partial Regex ToolRun();

    [GeneratedRegex(@"\b(?:Run|ProcessStartInfo)\(\s*""([a-z][a-z0-9-]*)""")]
    private static partial Regex AnyRun();
}
