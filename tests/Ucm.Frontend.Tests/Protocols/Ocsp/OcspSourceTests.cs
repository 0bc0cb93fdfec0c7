using Shouldly;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Frontend.Tests.Status;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Frontend.Tests.Protocols.Ocsp;

public sealed class OcspSourceTests
{
    [Fact]
    public async Task Fetch_ManyAtOnce_NoQuestionOutlivesItsAnswer()
    {
        await using var host = await StatusHost.Start();
        var source = host.Service<OcspSource>();

        await Parallel.ForAsync(0, 8 * Environment.ProcessorCount, TestContext.Current.CancellationToken, async (worker, _) =>
        {
            for (var i = 0; i < 2000; i++)
            {
                byte[] serial = [0x5a, (byte)worker, (byte)(i >> 8), (byte)i];
                var key = new CertificateKey(StatusHost.Issuing, SerialNumber.FromBytes(serial));
                (await source.Fetch(key, serial)).Succeeded.ShouldBeTrue();
            }
        });

        source.UnderWay.ShouldBe(0);
    }
}
