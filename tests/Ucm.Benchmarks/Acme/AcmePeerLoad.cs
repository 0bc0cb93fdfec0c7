using Ucm.Benchmarks.Measuring;

namespace Ucm.Benchmarks.Acme;

/// <summary>
/// Workers of one account at one ACME server, each beginning its next order when the last certificate is there. The clock of a round runs from the
/// account on.
/// </summary>
internal sealed class AcmePeerLoad(AcmeTarget target, int workers) : ILoad
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);

    public string Name => $"{target.Name}, {workers} {(workers == 1 ? "worker" : "workers")}";

    public string Unit => "certificates/s";

    public Task Prepare(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken)
    {
        await target.Begin();
        using var http = target.CreateClient();
        var account = await AcmeAccount.Register(http, target.Directory());
        await using var responder = new ChallengeResponder(target.ChallengePort);
        await responder.Start(account.Thumbprint);
        return await ClosedLoop.Rate(workers, duration, () => new AcmeIssuance(account, "localhost", Poll).Run());
    }

    public ValueTask DisposeAsync() => target.Process.DisposeAsync();
}
