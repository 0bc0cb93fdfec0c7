using Shouldly;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Frontend.Tests.Status;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Revocations;

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

    /// <summary>Many rounds, each a little later, since the moment between the last look at the lease and the cache is short.</summary>
    [Fact]
    public async Task Fetch_LogStartsAnewAtAnyMoment_NothingOlderIsKept()
    {
        const int Rounds = 5000;
        await using var host = await StatusHost.Start();
        var (answered, restarted, asked) = (0, 0, 0);
        var older = new List<int>();
        host.Replies = _ => Task.FromResult(Reply());
        var restarting = Task.Run(
            () =>
            {
                for (var round = 1; round <= Rounds; round++)
                {
                    Spin(ref answered, round);
                    Thread.SpinWait(round % 500);
                    host.Lease.Restart();
                    host.Lease.Apply(new RevocationPage(0, 0, [], false));
                    host.Hold();
                    Volatile.Write(ref restarted, round);
                }
            },
            TestContext.Current.CancellationToken);

        for (var round = 1; round <= Rounds; round++)
        {
            byte[] serial = [0x5a, (byte)(round >> 8), (byte)round];
            asked = 0;
            await host.Service<OcspSource>().Fetch(new CertificateKey(StatusHost.Issuing, SerialNumber.FromBytes(serial)), serial);
            Spin(ref restarted, round);
            if (host.Service<OcspCache>().Find(serial) is not null)
            {
                older.Add(round);
            }
        }

        await restarting;
        older.ShouldBeEmpty();

        Outcome<OcspAnswer> Reply()
        {
            // Who asks again after the log began anew gets nothing that could take the place of the first answer.
            if (asked++ > 0)
            {
                return new Refusal(RefusalCode.Unavailable, "Once only.");
            }

            Interlocked.Increment(ref answered);
            return host.Answer([0x30, 0x00]);
        }
    }

    private static void Spin(ref int value, int atLeast)
    {
        for (var spin = default(SpinWait); Volatile.Read(ref value) < atLeast; spin.SpinOnce(sleep1Threshold: -1))
        {
        }
    }
}
