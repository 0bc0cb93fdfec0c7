using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.Frontend.Configuration;
using Ucm.Silo.Configuration;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>
/// Every option of both programs with a value that cannot be taken: the real process ends with exit code 1 and one line on stderr that names each
/// key. All options at once, because all faults are told at once.
/// </summary>
[Trait("needs", "server")]
public sealed class OptionFaultTests : IDisposable
{
    private static readonly string[] SecretFree = ["Ucm:Storage", "Ucm:MasterKey", "Ucm:Bootstrap", "Ucm:DataDirectory"];
    private readonly string scratch = Directory.CreateTempSubdirectory("ucm-test-").FullName;

    public static TheoryData<string> Programs => ["Ucm.Silo", "Ucm.Frontend"];

    [Theory]
    [MemberData(nameof(Programs))]
    public Task Start_EveryOptionOfTheWrongType_NamesEachKeyAndValue(string program) =>
        NamesEach(program, Options(program).Where(static option => option.Kind != typeof(string)).Select(static option => (option.Key, "banana")), "banana");

    [Theory]
    [MemberData(nameof(Programs))]
    public Task Start_EveryOptionOutOfItsRange_NamesEachKey(string program) =>
        NamesEach(program, Options(program).Where(static option => option.Range is not null).Select(static option => (option.Key, Beyond(option.Range!))), null);

    [Theory]
    [MemberData(nameof(Programs))]
    public Task Start_EveryOptionEmpty_NamesEachKeyThatNeedsAValue(string program) =>
        NamesEach(program, Options(program).Where(static option => option.NeedsValue).Select(static option => (option.Key, "")), null);

    public void Dispose() => Directory.Delete(scratch, recursive: true);

    private async Task NamesEach(string program, IEnumerable<(string Key, string Value)> settings, string? value)
    {
        var set = settings.DistinctBy(static setting => setting.Key).ToList();
        set.Count.ShouldBeGreaterThan(1);
        var dll = program == "Ucm.Silo" ? Repository.SiloDll : Repository.FrontendDll;

        var result = await Tool.Run("dotnet", [dll, .. set.Select(static setting => $"--{setting.Key}={setting.Value}")], directory: scratch);

        result.ExitCode.ShouldBe(1, result.All);
        var line = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem(result.All);
        line.ShouldStartWith("UltimateCA cannot start: ");
        foreach (var (key, _) in set)
        {
            line.ShouldContain(value is null ? key : $"{key} is '{value}'");
        }

        Directory.EnumerateFileSystemEntries(scratch).ShouldBeEmpty();
    }

    private static string Beyond(RangeAttribute range) =>
        range.OperandType == typeof(TimeSpan) ? "9999.00:00:00" : range.Maximum is double or int ? $"{Convert.ToDecimal(range.Maximum, null) + 1}" : "-1";

    private static IEnumerable<Option> Options(string program)
    {
        var assemblies = program == "Ucm.Silo"
            ? new[] { typeof(UcmConfiguration).Assembly, typeof(Frontend.FrontendModule).Assembly, typeof(Grains.GrainsModule).Assembly, typeof(Storage.StorageModule).Assembly }
            : [typeof(Frontend.FrontendModule).Assembly];
        return OptionsClasses.In(assemblies)
            .SelectMany(static found => Properties(found.Section, found.Type))
            .Where(option => program == "Ucm.Silo" || !SecretFree.Any(secret => option.Key.StartsWith(secret, StringComparison.Ordinal)));
    }

    private static IEnumerable<Option> Properties(string path, Type type) =>
        type.GetProperties().Where(static property => property.CanWrite).SelectMany(property =>
    {
        var kind = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var key = $"{path}:{property.Name}";
        return kind == typeof(string) || kind.IsValueType
            ? [new Option(key, kind, property)]
            : kind.IsArray ? [] : Properties(key, kind);
    });

    private sealed record Option(string Key, Type Kind, PropertyInfo Property)
    {
        public RangeAttribute? Range => Property.GetCustomAttribute<RangeAttribute>();

        public bool NeedsValue => Kind == typeof(string) ? Property.IsDefined(typeof(RequiredAttribute)) : Kind == Property.PropertyType;
    }
}
