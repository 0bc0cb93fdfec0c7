using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Faults;
using Ucm.Storage.Commits;
using Ucm.Storage.Crls;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>A CRL that was asked for comes, whatever fails meanwhile: whoever asked may not be there any more.</summary>
[Trait("needs", "server")]
public sealed class CrlPromiseTests
{
    [Fact]
    public async Task PublishNow_PublicationFails_IsTriedAgainUntilThereIsOne()
    {
        var outages = new Outages();
        await using var cluster = await GrainCluster.Start(configure: services => services.Intercept<ICrlStore>(outages.Before));
        await cluster.CreateAuthorities();
        var crl = cluster.Grains.Crl(Crls.Whole);
        var before = (await crl.PublishIfDue(CancellationToken.None)).Value!;

        using (outages.Of("ICrlStore.Publish", new StorageUnavailableException("The disk is gone.")))
        {
            var refused = await crl.PublishNow(TestRequests.Admin, CancellationToken.None);
            refused.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        }

        await Eventually.Until(async () => (await crl.Get(-1, CancellationToken.None)).Value!.Number > before.Number);
        cluster.Scalar("select count(*) from audit where action = 'crl.publish' and actor = 'user:admin'").ShouldBe(1);
    }
}
