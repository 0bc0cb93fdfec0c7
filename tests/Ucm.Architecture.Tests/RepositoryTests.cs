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
}
