using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Ucm.Grains.Acme;
using Ucm.Grains.Acme.Validation;

namespace Ucm.Grains.Tests.Acme;

/// <summary>Whether challenges may be fetched from the server's own loopback addresses when nobody said so.</summary>
public sealed class LoopbackDefaultTests
{
    [Theory]
    [InlineData(null, null, true)]
    [InlineData("standalone", "127.0.0.1", true)]
    [InlineData("Standalone", "::1", true)]
    [InlineData(null, "localhost", true)]
    [InlineData(null, "*", false)]
    [InlineData("Standalone", "192.0.2.1", false)]
    [InlineData("Node", null, false)]
    [InlineData("Silo", "localhost", false)]
    public void AllowLoopback_NotSet_OnlyWhenStandaloneListensOnLoopback(string? mode, string? address, bool expected) => Read(mode, address, null).ShouldBe(expected);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AllowLoopback_Set_IsWhatWasSaid(bool said) => Read("Standalone", said ? "*" : "localhost", said).ShouldBe(said);

    private static bool? Read(string? mode, string? address, bool? said)
    {
        var settings = new Dictionary<string, string?> { ["Ucm:Mode"] = mode, ["Ucm:Http:Address"] = address, ["Ucm:Acme:Validation:AllowLoopback"] = said?.ToString() };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Where(static pair => pair.Value is not null)).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddAcme().BuildServiceProvider();
        return services.GetRequiredService<IOptions<AcmeValidationOptions>>().Value.AllowLoopback;
    }
}
