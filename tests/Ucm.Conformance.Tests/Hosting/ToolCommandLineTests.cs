using Shouldly;

namespace Ucm.Conformance.Tests.Hosting;

/// <summary>The measuring programs begin nothing that was not asked for.</summary>
public sealed class ToolCommandLineTests
{
    public static TheoryData<string> Programs => ["Ucm.Benchmarks", "Ucm.Reliability"];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Help_Asked_PrintsTheUsageAndEndsWithZero(string program)
    {
        var (exitCode, output, errors) = await Run(program, "--help");

        (exitCode, errors).ShouldBe((0, ""));
        output.ShouldContain(program == "Ucm.Benchmarks" ? "ceilings queries crl" : "visibility [--revocations N]");
        output.ShouldContain(program == "Ucm.Benchmarks" ? "--rounds" : "--acme-port");
    }

    [Theory]
    [InlineData("Ucm.Benchmarks", "ocps")]
    [InlineData("Ucm.Benchmarks", "ocsp", "--round", "3")]
    [InlineData("Ucm.Benchmarks", "--rounds", "none")]
    [InlineData("Ucm.Benchmarks", "--seconds")]
    [InlineData("Ucm.Reliability")]
    [InlineData("Ucm.Reliability", "runs")]
    [InlineData("Ucm.Reliability", "--short")]
    [InlineData("Ucm.Reliability", "load", "--minute", "3")]
    [InlineData("Ucm.Reliability", "load", "5")]
    public async Task Run_UnknownWord_IsOneLineOfErrorAndEndsWithTwo(string program, params string[] words)
    {
        var (exitCode, output, errors) = await Run(program, words);

        (exitCode, output).ShouldBe((2, ""));
        errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldEndWith("See --help.");
    }

    private static Task<ToolResult> Run(string program, params string[] words) => Tool.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. words]);
}
