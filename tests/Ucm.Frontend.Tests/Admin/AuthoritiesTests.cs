using Bunit;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Admin.Pages;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using TestContext = Xunit.TestContext;

namespace Ucm.Frontend.Tests.Admin;

public sealed class AuthoritiesTests
{
    public static TheoryData<bool?, int?, string> Settings => new()
    {
        { null, null, "As the installation is set" },
        { true, 3650, "Serials never issued are revoked, archive cutoff 9 years" },
        { false, 0, "Serials never issued are unknown, no archive cutoff" },
        { null, 30, "archive cutoff 30 days" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Authorities_OcspSettings_AreShown(bool? extendedRevoke, int? days, string expected)
    {
        await using var context = new ConsoleContext(Roles.Viewer);
        var cutoff = days is { } number ? TimeSpan.FromDays(number) : (TimeSpan?)null;
        var own = extendedRevoke is null && cutoff is null ? null : new OcspPolicy(extendedRevoke, cutoff);
        context.Catalog.List(TestContext.Current.CancellationToken).ReturnsForAnyArgs(new AuthorityCatalog([Samples.Authority with { Ocsp = own }], 1));

        var page = context.Render<Authorities>();

        page.WaitForAssertion(() => page.FindAll("dl.facts dd").Select(static fact => fact.TextContent).ShouldContain(expected));
    }
}
