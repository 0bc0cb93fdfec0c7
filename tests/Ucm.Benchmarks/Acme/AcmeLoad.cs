using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Acme;

/// <summary>Many clients of one account, each beginning its next order when the last certificate is there.</summary>
internal sealed class AcmeLoad(ProductServer product, int clients) : ILoad
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly ChallengeResponder responder = new(product.AcmeHttpPort);
    private HttpClient? http;
    private AcmeAccount? account;

    public string Name => $"ACME issuance, {clients} clients";

    public string Unit => "certificates/s";

    public async Task Prepare(CancellationToken cancellationToken)
    {
        await product.Start();
        http = product.CreateClient();
        account = await AcmeAccount.Register(http, new Uri($"{product.HttpsUrl}/acme/directory"));
        await responder.Start(account.Thumbprint);
    }

    public Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken) =>
        ClosedLoop.Rate(clients, duration, () => new AcmeIssuance(account!, "localhost", Poll).Run());

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        await responder.DisposeAsync();
        await product.DisposeAsync();
    }
}
