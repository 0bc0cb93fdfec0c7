using CsCheck;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Tests.Identity;

/// <summary>What limited grants reach, and what is left of two of them.</summary>
public sealed class GrantTests
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly string[] Given = [Permission.CertificatesRead, Permission.CertificatesIssue, Permission.All];

    private static readonly Gen<string[]> Some = Gen.Int[0, 2].Select(static index => Names[index]).Array[0, 2];

    private static readonly Gen<Grant> Grants = Gen.Select(
        Gen.Int[0, 2].Select(static index => Given[index]), Some, Some, Gen.Bool,
        static (permission, authorities, profiles, own) => new Grant(permission, [.. authorities.Distinct()], [.. profiles.Distinct()], own));

    private static readonly GrantTarget[] Targets =
    [
        .. from authority in Names
           from profile in Names
           from own in (bool[])[true, false]
           select new GrantTarget(authority, profile, own),
        new GrantTarget(null),
    ];

    [Fact]
    public void Intersect_OfAnyTwo_GivesWhatBothGive() => Gen.Select(Grants, Grants).Sample(static (left, right) =>
    {
        var both = left.Intersect(right);

        foreach (var target in Targets)
        {
            foreach (var permission in (string[])[Permission.CertificatesRead, Permission.CertificatesIssue, Permission.CertificatesRevoke])
            {
                (both?.Fits(permission, target) ?? false).ShouldBe(
                    left.Fits(permission, target) && right.Fits(permission, target), $"{left} {right} {permission} {target}");
            }
        }
    });

    [Fact]
    public void Covers_WhenTrue_LeavesNothingTheOtherGives() => Gen.Select(Grants, Grants).Sample(static (outer, inner) =>
    {
        if (!outer.Covers(inner))
        {
            return;
        }

        foreach (var target in Targets)
        {
            if (inner.Fits(Permission.CertificatesRead, target))
            {
                outer.Fits(Permission.CertificatesRead, target).ShouldBeTrue($"{outer} {inner} {target}");
            }
        }
    });

    [Theory]
    [InlineData("user:ann", true)]
    [InlineData("apitoken:ann/ci", true)]
    [InlineData("user:anna", false)]
    [InlineData("apitoken:anna/ci", false)]
    [InlineData("acmeaccount:ann", false)]
    [InlineData(null, false)]
    public void IsRequester_OfCertificates_IsTheUserByAnySessionOrToken(string? requester, bool expected)
    {
        new Caller(CallerKind.User, "ann", []).IsRequester(requester, DateTimeOffset.UnixEpoch).ShouldBe(expected);
        new Caller(CallerKind.ApiToken, "ann/other", []).IsRequester(requester, DateTimeOffset.UnixEpoch).ShouldBe(expected);
    }
}
