using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Certificates;

/// <summary>Law 2: one request, one certificate.</summary>
[Trait("needs", "server")]
public sealed class Law02Tests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task Law02_Issue_SixtyFourAtOnceOnBothSilos_OneCertificate()
    {
        await cluster.CreateAuthorities();
        var command = TestRequests.Command("rest:admin:at-once");
        var silos = new[] { cluster.Grains, cluster.Service<IGrainFactory>(0), cluster.Service<IGrainFactory>(1) };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(i =>
            silos[i % silos.Length].Issuance(TestRequests.Issuing).Issue(command, CancellationToken.None)));

        outcomes.ShouldAllBe(outcome => outcome.Succeeded);
        outcomes.Select(outcome => Convert.ToHexString(outcome.Value!.Der.AsSpan())).Distinct().Count().ShouldBe(1);
        outcomes.Select(outcome => outcome.Value!.Key).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Law02_Issue_SameRequestAgain_SameBytesAndReplayed()
    {
        await cluster.CreateAuthorities();
        var command = TestRequests.Command("rest:admin:again");
        var first = await Issue(command);

        var again = await Issue(command);

        again.Value!.Der.ShouldBe(first.Value!.Der);
        first.Value.Replayed.ShouldBeFalse();
        again.Value.Replayed.ShouldBeTrue();
    }

    [Fact]
    public async Task Law02_Issue_SameRequestOtherContent_IdempotencyMismatch()
    {
        await cluster.CreateAuthorities();
        await Issue(TestRequests.Command("rest:admin:mismatch"));

        var other = await Issue(TestRequests.Command("rest:admin:mismatch", "other.example.com"));

        other.Refusal!.Code.ShouldBe(RefusalCode.IdempotencyMismatch);
    }

    /// <summary>Each attempt of such a request makes a key of its own, so the key is no part of what was asked.</summary>
    [Fact]
    public async Task Law02_Issue_GeneratedKeyAgain_SameCertificate_OtherAlgorithmOrContentIsAMismatch()
    {
        await cluster.CreateAuthorities();
        var first = await Issue(Generated("www.example.com", "ecdsa-p256"));

        var again = await Issue(Generated("www.example.com", "ecdsa-p256"));
        var otherAlgorithm = await Issue(Generated("www.example.com", "ecdsa-p384"));
        var otherName = await Issue(Generated("other.example.com", "ecdsa-p256"));
        var ownKey = await Issue(Generated("www.example.com", null));

        again.Value!.Der.ShouldBe(first.Value!.Der);
        again.Value.Replayed.ShouldBeTrue();
        again.Value.ProfileVersion.ShouldBe(first.Value.ProfileVersion);
        new[] { otherAlgorithm, otherName, ownKey }.ShouldAllBe(answer => answer.Refusal!.Code == RefusalCode.IdempotencyMismatch);
    }

    /// <summary>A new key for each call, as the frontend makes it.</summary>
    private static IssueCommand Generated(string name, string? algorithm) => TestRequests.Command("rest:admin:generated", name) with
    {
        GeneratedKey = algorithm,
        Content = new RequestedContent(Names: [new SubjectName(SubjectNameKind.Dns, name)]),
    };

    private Task<Outcome<IssuedCertificate>> Issue(IssueCommand command) => cluster.Grains.Issuance(TestRequests.Issuing).Issue(command, CancellationToken.None);
}
