using Microsoft.Extensions.Configuration;
using Ucm.Grains.Identity.ClientCertificates;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Identity.ClientCertificates;

public sealed class MtlsOptionsValidatorTests : IDisposable
{
    private readonly ForeignAuthority files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Validate_Nothing_IsGood() => Validate([]).ShouldBeEmpty();

    [Fact]
    public void Validate_AuthoritiesRootsAndRules_AreGood()
    {
        files.Root("foreign", ForeignAuthority.P256);

        Validate(new()
        {
            ["Authorities:0"] = "issuing",
            ["Roots:0"] = files.File("foreign.pem"),
            ["Rules:0:Subject"] = "CN=alice",
            ["Rules:0:User"] = "alice",
            ["Rules:0:Roles:0"] = "viewer",
            ["Rules:0:Admin"] = "false",
        }).ShouldBeEmpty();
    }

    [Fact]
    public void Validate_EverythingWrong_NamesAllFaultsAtOnce()
    {
        File.WriteAllText(files.File("empty.pem"), "nothing");

        var faults = Validate(new()
        {
            ["Authorities:0"] = "Not A Name",
            ["Roots:0"] = files.File("empty.pem"),
            ["Roots:1"] = files.File("missing.pem"),
            ["Crls:0"] = files.File("empty.pem"),
            ["Rules:0:Subjet"] = "CN=alice",
            ["Rules:0:Issuer"] = "CN=foreign",
            ["Rules:0:User"] = "alice",
            ["Rules:1:Issuer"] = "CN=foreign",
            ["Rules:1:Roles"] = "viewer",
        });

        faults.Count.ShouldBe(7);
        faults.ShouldContain(static fault => fault.Contains("'Ucm:Auth:Mtls:Rules:0:Subjet'", StringComparison.Ordinal));
        faults.ShouldContain(static fault => fault.StartsWith("Ucm:Auth:Mtls:Rules:1:User", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_RulesWithoutTrustedAuthorities_AreAFault() =>
        Validate(new() { ["Rules:0:Subject"] = "CN=alice", ["Rules:0:User"] = "alice" })
            .ShouldHaveSingleItem().ShouldContain("no certificate would be trusted");

    private static List<string> Validate(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create($"{MtlsOptions.Section}:{pair.Key}", pair.Value)))
            .Build();
        var options = new MtlsOptions();
        configuration.GetSection(MtlsOptions.Section).Bind(options);
        return [.. new MtlsOptionsValidator(configuration).Validate(null, options).Failures ?? []];
    }
}
