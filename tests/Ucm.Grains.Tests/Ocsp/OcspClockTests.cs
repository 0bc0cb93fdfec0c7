using System.Diagnostics;
using System.Security.Cryptography;
using Org.BouncyCastle.Ocsp;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Tests.Status;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Ocsp;

/// <summary>Relying parties whose clocks are behind, and what thisUpdate promises (RFC 6960 §2.4).</summary>
[Trait("needs", "server")]
public sealed class OcspClockTests : IDisposable
{
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(5);
    private readonly ShiftedClock clock = new();
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-ocsp-clock-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Answer_Good_IsBackdatedAndProducedAtIsHonest()
    {
        await using var cluster = await Start();
        var issued = await cluster.Issue("rest:ocsp-clock:good");
        var before = clock.GetUtcNow();

        var answer = (await cluster.Grains.AskOcsp(issued.Key)).Value!;

        var (basic, single) = (answer.Read(), answer.Read().Responses.ShouldHaveSingleItem());
        basic.ProducedAt.ShouldBeInRange(before.UtcDateTime.AddSeconds(-1), clock.GetUtcNow().UtcDateTime);
        (basic.ProducedAt - single.ThisUpdate).ShouldBe(Backdate);
        (answer.ProducedAt - answer.ThisUpdate).ShouldBe(Backdate);
        (answer.NextUpdate - answer.ProducedAt!.Value).ShouldBe(TimeSpan.FromHours(12));
    }

    [Fact]
    public async Task Answer_RevokedJustNow_ThisUpdateIsTheRevocation()
    {
        await using var cluster = await Start();
        var issued = await cluster.Issue("rest:ocsp-clock:revoked");
        await cluster.Grains.AskOcsp(issued.Key);
        var receipt = await cluster.RevokeForSure(issued.Key, RevocationReason.KeyCompromise);
        clock.Advance(TimeSpan.FromMinutes(1));

        var soon = await cluster.Grains.AskSingle(issued.Key, receipt.Sequence);
        clock.Advance(TimeSpan.FromDays(1));
        var later = await cluster.Grains.AskSingle(issued.Key, receipt.Sequence);

        soon.ThisUpdate.ShouldBe(soon.GetCertStatus().ShouldBeOfType<RevokedStatus>().RevocationTime);
        later.GetCertStatus().ShouldBeOfType<RevokedStatus>().RevocationTime.ShouldBe(soon.ThisUpdate);
        (clock.GetUtcNow().UtcDateTime - later.ThisUpdate).ShouldBeInRange(Backdate, Backdate + TimeSpan.FromMinutes(1));
    }

    /// <summary>Four minutes ago it was on hold: an answer that says good as of then would be wrong.</summary>
    [Fact]
    public async Task Answer_HoldLiftedJustNow_GoodNoEarlierThanThat()
    {
        await using var cluster = await Start();
        var issued = await cluster.Issue("rest:ocsp-clock:hold");
        await cluster.RevokeForSure(issued.Key, RevocationReason.CertificateHold);
        clock.Advance(TimeSpan.FromMinutes(3));
        var lifted = clock.GetUtcNow();
        var released = await cluster.Grains.Certificate(issued.Key).Release(TestRequests.Admin, CancellationToken.None);
        clock.Advance(TimeSpan.FromMinutes(1));

        var good = await cluster.Grains.AskSingle(issued.Key, released.Value!.Sequence);

        good.GetCertStatus().ShouldBeNull();
        good.ThisUpdate.ShouldBeInRange(lifted.UtcDateTime.AddSeconds(-1), lifted.UtcDateTime.AddSeconds(30));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_ClientTenSecondsBehind_OpenSslTakesIt(bool nonce)
    {
        // openssl has the machine's clock, and is ten seconds behind this one.
        clock.Advance(TimeSpan.FromSeconds(10));
        await using var cluster = await Start();
        var issued = await cluster.Issue($"rest:ocsp-clock:behind:{nonce}");
        var certId = await cluster.Grains.CertId(issued.Key);

        var answer = nonce
            ? await cluster.Grains.OcspWorker(TestRequests.Issuing).Respond(new OcspLiveQuery([[.. certId]], [1, 2, 3, 4]), CancellationToken.None)
            : await cluster.Grains.AskOcsp(issued.Key);

        await File.WriteAllBytesAsync(Path.Combine(folder, "answer"), [.. answer.Value!.Der], TestContext.Current.CancellationToken);
        Write("leaf.pem", issued.Der.AsSpan());
        Write("issuer.pem", issued.Chain[0].AsSpan());
        Write("root.pem", issued.Chain[^1].AsSpan());
        string[] files = ["-respin", "answer", "-issuer", "issuer.pem", "-cert", "leaf.pem", "-CAfile", "root.pem", "-verify_other", "issuer.pem"];
        var said = OpenSsl(["ocsp", .. files, "-no_nonce", "-validity_period", "0"]);
        said.ShouldContain("leaf.pem: good");
        said.ShouldContain("Response verify OK");
        said.ShouldNotContain("not yet valid", Case.Insensitive);
        said.ShouldNotContain("WARNING: Status times invalid");
    }

    private async Task<GrainCluster> Start()
    {
        var cluster = await GrainCluster.Start(clock);
        await cluster.CreateAuthorities();
        return cluster;
    }

    private void Write(string name, ReadOnlySpan<byte> der) =>
        File.WriteAllText(Path.Combine(folder, name), PemEncoding.WriteString("CERTIFICATE", der) + "\n");

    private string OpenSsl(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text + error.GetAwaiter().GetResult();
    }
}
