using Ucm.Reliability.Ledger;
using Ucm.Reliability.Status;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Load;

/// <summary>What the clients of one run share: connections, session, keys, the ledger and the certificates in hand.</summary>
internal sealed class ClientSide : IDisposable
{
    private ClientSide(Installation installation, ILedger ledger, HttpClient http, TrustChain chain)
    {
        (Installation, Ledger, Http, Chain) = (installation, ledger, http, chain);
        Session = new RestSession(http, installation);
        Asker = new StatusAsker(http, new StatusQuestions(chain.Issuer), ledger, Population);
        Watch = new RevocationWatch(Asker, installation.Frontends, ledger);
        Revocation = new RestRevocation(Session, ledger);
    }

    public Installation Installation { get; }

    public ILedger Ledger { get; }

    public HttpClient Http { get; }

    public TrustChain Chain { get; }

    public RestSession Session { get; }

    public RequestPool Requests { get; } = new();

    public Population Population { get; } = new();

    public StatusAsker Asker { get; }

    public RevocationWatch Watch { get; }

    public RestRevocation Revocation { get; }

    public static async Task<ClientSide> Open(Installation installation, ILedger ledger, CancellationToken cancellationToken)
    {
        var http = ClientFactory.Create(installation);
        return new ClientSide(installation, ledger, http, await TrustChain.Fetch(http, installation, cancellationToken));
    }

    /// <summary>The receipt, and each frontend until it shows it.</summary>
    public async Task RevokeAndWatch(string serial, string reason, CancellationToken giveUp)
    {
        if (await Revocation.Run(serial, reason, giveUp) is not { } receiptAt)
            return;

        Population.Revoked(serial, receiptAt);
        await Watch.Follow(serial, receiptAt, giveUp);
    }

    public void Dispose()
    {
        Session.Dispose();
        Requests.Dispose();
        Http.Dispose();
    }
}
