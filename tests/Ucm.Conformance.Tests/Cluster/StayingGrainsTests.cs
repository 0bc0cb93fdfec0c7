using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Metadata;
using Orleans.Placement;
using Shouldly;
using Ucm.Grains.Revocations;
using Ucm.Silo.Cluster;
using Ucm.Silo.Configuration;
using Ucm.Storage;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>What Orleans is told about moving activations, which it does when a silo stops.</summary>
public sealed class StayingGrainsTests
{
    [Fact]
    public void Standalone_EveryGrainOfOurs_Stays() => Kinds(UcmMode.Standalone).ShouldAllBe(kind => kind == ImmovableKind.Any);

    [Fact]
    public void Silo_EveryGrainOfOurs_MayMoveToAnotherSilo() => Kinds(UcmMode.Silo).ShouldAllBe(kind => kind == null);

    private static List<ImmovableKind?> Kinds(UcmMode mode)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.UseUcmSilo(mode, new ClusterOptions { AdvertisedAddress = "127.0.0.1" }, new StorageOptions { ConnectionString = "Host=127.0.0.1" }));
        using var host = builder.Build();
        var resolver = host.Services.GetRequiredService<GrainTypeResolver>();
        var manifest = host.Services.GetRequiredService<IClusterManifestProvider>().LocalGrainManifest;
        var ours = typeof(RevocationFeedGrain).Assembly.GetTypes().Where(static type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(Grain))).ToList();
        ours.ShouldNotBeEmpty();
        return ours.ConvertAll(type => manifest.Grains[resolver.GetGrainType(type)].Properties.TryGetValue(WellKnownGrainTypeProperties.Immovable, out var kind)
            ? (ImmovableKind?)byte.Parse(kind, CultureInfo.InvariantCulture)
            : null);
    }
}
