using System.Collections.Immutable;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.DataProtection;
using Ucm.Grains.Interfaces.KeyRing;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.DataProtection;

/// <summary>Two frontends over one ring, kept by a stand-in for the grain that takes elements as the grain does.</summary>
public sealed class SharedKeyRingTests
{
    private readonly IKeyRingGrain grain = Substitute.For<IKeyRingGrain>();
    private readonly IGrainFactory grains = Substitute.For<IGrainFactory>();
    private ImmutableArray<KeyRingElement> elements = [];

    public SharedKeyRingTests()
    {
        grains.GetGrain<IKeyRingGrain>("data-protection", null).Returns(grain);
        grain.Get(Arg.Any<CancellationToken>()).Returns(_ => View());
        grain.Add(Arg.Any<KeyRingElement>(), Arg.Any<int>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            elements = call.Arg<int>() == elements.Length ? elements.Add(call.Arg<KeyRingElement>()) : elements;
            return (Outcome<KeyRing>)View();
        });
    }

    [Fact]
    public async Task Protect_OnOneFrontend_IsReadOnTheOther()
    {
        await using var first = await Frontend();
        await using var second = await Frontend();

        var text = Protector(first).Protect("between frontends");

        Protector(second).Unprotect(text).ShouldBe("between frontends");
        elements.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Start_RingWasFilledMeanwhile_TheFirstKeyCounts()
    {
        await using var first = await Frontend();
        grain.Get(Arg.Any<CancellationToken>()).Returns(new KeyRing(0, []));
        await using var second = await Frontend();

        Protector(second).Unprotect(Protector(first).Protect("x")).ShouldBe("x");
        elements.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Protect_AfterTheStart_AsksNoGrain()
    {
        await using var frontend = await Frontend();
        grain.ClearReceivedCalls();

        Protector(frontend).Protect("x");

        grain.ReceivedCalls().ShouldBeEmpty();
    }

    [Fact]
    public async Task Load_NewElement_SaysSo()
    {
        var ring = new SharedKeyRing(grains);
        (await ring.Load(CancellationToken.None)).ShouldBeFalse();
        elements = elements.Add(new KeyRingElement("key-1", "<key/>"));

        (await ring.Load(CancellationToken.None)).ShouldBeTrue();

        ring.GetAllElements().ShouldHaveSingleItem().Name.LocalName.ShouldBe("key");
    }

    [Fact]
    public void ToString_OfAnElement_HidesTheKey() => new KeyRingElement("key-1", "<secret/>").ToString().ShouldBe("key-1");

    private KeyRing View() => new(elements.Length, elements);

    private async Task<ServiceProvider> Frontend()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(grains);
        services.AddSharedDataProtection();
        var provider = services.BuildServiceProvider();
        await provider.GetServices<IHostedService>().OfType<KeyRingService>().Single().StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    private static IDataProtector Protector(IServiceProvider services) => services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");
}
