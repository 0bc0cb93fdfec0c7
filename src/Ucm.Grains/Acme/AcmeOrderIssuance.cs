using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Authorities.Chains;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Requests;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Acme;

/// <summary>
/// What finalizing an order has to do with issuance: the question, what its answer makes of the order, and the certificate afterwards. Holds
/// nothing of any order.
/// </summary>
internal sealed class AcmeOrderIssuance(
    IGrainFactory grains,
    AcmeServers servers,
    AcmeProfileCheck profiles,
    IEnumerable<IAcmeOrderRule> rules,
    ProvenRequests proven,
    ICertificateStore certificates,
    AlternateChains alternates,
    IOptions<AcmeOptions> options,
    TimeProvider clock)
{
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>So many tries may end in a fault of this server, which another try seldom mends; an outage is no fault.</summary>
    public const int MaximumFaults = 5;

    /// <summary>An order that expired this long ago is not tried any more.</summary>
    private static readonly TimeSpan Overtime = TimeSpan.FromDays(1);

    /// <summary>How far the clocks of two silos may be apart.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>How long a client waits for its certificate before it is told to come back.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>The state of a ready order that is to be issued for this request: 1 the server · 2 the request · 3 the rules.</summary>
    public async ValueTask<Outcome<AcmeOrderState>> Prepare(
        AcmeOrderState state, ImmutableArray<byte> csr, AcmeAccount account, CancellationToken cancellationToken)
    {
        var server = await servers.Find(state.Server, cancellationToken);
        var names = state.Authorizations.Select(static authorization => authorization.Identifier);
        if ((server.Refusal ?? AcmeCsr.Check(csr, names, account.PublicKey.AsSpan(), proven)) is { } refusal)
        {
            return refusal;
        }

        foreach (var rule in rules)
        {
            if (await rule.CheckFinal(state, server.Value!, account, cancellationToken) is { } unfit)
            {
                return unfit;
            }
        }

        return state with
        {
            Status = AcmeOrderStatus.Processing,
            Csr = csr,
            Authority = server.Value!.Authority.Value,
            ValidUntil = await profiles.EndByServer(server.Value, state, cancellationToken),
        };
    }

    /// <summary>
    /// Asks under the order's own request id, so that asking again finds what became of it (law 2). Null when it takes longer than a client waits.
    /// </summary>
    public async Task<Outcome<IssuedCertificate>?> Ask(string order, AcmeOrderState state, CancellationToken cancellationToken)
    {
        if (state.Csr.IsEmpty)
        {
            return await Finish(order, state, cancellationToken);
        }

        var notAfter = state.NotAfter ?? state.ValidUntil;
        var content = state.NotBefore is null && notAfter is null ? null : new RequestedContent(NotBefore: state.NotBefore, NotAfter: notAfter);

        // Orders of earlier versions, which were processing when the server was updated, say none.
        var authority = AuthorityId.Parse(state.Authority ?? options.Value.Authority);
        var command = new IssueCommand(RequestOf(order), authority, state.Profile, state.Csr, CallerOf(state), content);
        try
        {
            return await grains.Issuance(authority).Issue(command, CancellationToken.None).WaitAsync(Timeout, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>
    /// The order as its certificate's row says it is: a server may end after the row was written and before the order was. Null when there is no row.
    /// </summary>
    /// <exception cref="GrainStateUnavailableException">The database is not available.</exception>
    public async Task<AcmeOrderState?> Recover(string order, AcmeOrderState state, CancellationToken cancellationToken)
    {
        try
        {
            return await Find(order, state, cancellationToken) switch
            {
                null => null,
                { Status: CertificateStatus.Reserved } => state with { Status = AcmeOrderStatus.Processing },
                var record => Decide(state, Found(record)).Next,
            };
        }
        catch (StorageUnavailableException)
        {
            // Read while a grain is activated, where no filter of ours stands between it and the caller.
            throw new GrainStateUnavailableException();
        }
    }

    /// <summary>Whether the order's certificate is for the key of this request. For a recovered order, which does not know its request.</summary>
    public async Task<bool> IsFor(string order, AcmeOrderState state, ImmutableArray<byte> csr, CancellationToken cancellationToken) =>
        CertificationRequest.TryParse(csr.AsMemory(), out var request, out _)
        && await Find(order, state, cancellationToken) is { } record
        && SHA256.HashData(request.PublicKey.Der.Span).AsSpan().SequenceEqual(record.PublicKeyHash.AsSpan());

    public static Refusal GivenUp { get; } = new(
        RefusalCode.IssuanceVoided, "The certificate was not issued because of a fault of this server. Its log says which; order again when it is mended.");

    public IssuanceDecision Decide(AcmeOrderState state, Outcome<IssuedCertificate> issued)
    {
        if (issued.Succeeded)
        {
            return new IssuanceDecision(state with { Status = AcmeOrderStatus.Valid, Certificate = issued.Value.Key }, "acme.order.valid");
        }

        return issued.Refusal.Code switch
        {
            RefusalCode.Unavailable or RefusalCode.AuthorityUnavailable or RefusalCode.AuthorityNotOnline
                or RefusalCode.RateLimited or RefusalCode.ApprovalPending
                when clock.GetUtcNow() < state.ExpiresAt + Overtime =>
                new IssuanceDecision(null, string.Empty) { RetryAfter = issued.Refusal.RetryAfter ?? RetryInterval },

            // The client may come with another request.
            RefusalCode.BadCsr or RefusalCode.BadPublicKey =>
                new IssuanceDecision(state with { Status = AcmeOrderStatus.Ready, Csr = [] }, "acme.order.refused") { Refusal = issued.Refusal },
            _ => new IssuanceDecision(state with { Status = AcmeOrderStatus.Invalid, Error = issued.Refusal }, "acme.order.invalid") { Refusal = issued.Refusal },
        };
    }

    public async Task<Outcome<AcmeCertificate>> Fetch(CertificateKey key, CancellationToken cancellationToken)
    {
        var record = await grains.Certificate(key).Get(cancellationToken);
        var authority = await grains.Authority(key.Authority).Get(cancellationToken);
        return record.Succeeded && authority.Succeeded
            ? Present(key, record.Value.Der, [authority.Value.Certificate, .. authority.Value.Chain])
            : record.Refusal ?? authority.Refusal!;
    }

    /// <summary>With the chains that clients may choose at the moment.</summary>
    public async Task<AcmeCertificate> WithAlternates(AcmeCertificate certificate, CancellationToken cancellationToken) =>
        certificate with { Alternates = await alternates.Of(certificate.Key.Authority, cancellationToken) };

    /// <summary>For a recovered order whose row is reserved: signs and stores what was reserved, and no more.</summary>
    private async Task<Outcome<IssuedCertificate>?> Finish(string order, AcmeOrderState state, CancellationToken cancellationToken)
    {
        if (await Find(order, state, cancellationToken) is not { } record)
        {
            return GivenUp;
        }

        if (record.Status != CertificateStatus.Reserved)
        {
            return Found(record);
        }

        // The reconciler may have been faster. When asked again, the row says how it went.
        var finished = await grains.GetGrain<IIssuanceResumptionGrain>(record.Key.Authority.Value).Resume(record.Key, cancellationToken);
        return finished.Refusal is { Code: RefusalCode.NotFound } ? null : finished;
    }

    /// <summary>
    /// The order's certificate. Frontends choose the ids of orders, and one may choose that of an order which was deleted while its certificate's row
    /// stayed: such a row belongs to another account or is older than the order.
    /// </summary>
    private async Task<CertificateRecord?> Find(string order, AcmeOrderState state, CancellationToken cancellationToken) =>
        await certificates.FindByRequest(RequestOf(order), cancellationToken) is { Record: var record }
        && record.Requester == CallerOf(state).ToString()
        && record.CreatedAt >= state.CreatedAt - ClockSkew
            ? record
            : null;

    private static Caller CallerOf(AcmeOrderState state) => new(CallerKind.AcmeAccount, state.Account, [Permission.CertificatesIssue]);

    private static Outcome<IssuedCertificate> Found(CertificateRecord record) => record.Status == CertificateStatus.Voided
        ? GivenUp
        : new IssuedCertificate(record.Key, record.Der, [], record.NotBefore, record.NotAfter, Replayed: true);

    private static RequestId RequestOf(string order) => new($"acme:{order}");

    /// <summary>With its chain, of which clients get no root.</summary>
    public static AcmeCertificate Present(CertificateKey key, ImmutableArray<byte> der, ImmutableArray<ImmutableArray<byte>> chain) =>
        new(key, der, [.. chain.Take(Math.Max(0, chain.Length - 1))]);
}

/// <summary>What an answer of issuance makes of an order.</summary>
/// <param name="Next">To be written under <paramref name="Action"/>; null when the order goes on as it is.</param>
internal sealed record IssuanceDecision(AcmeOrderState? Next, string Action)
{
    /// <summary>Told to the client who finalized.</summary>
    public Refusal? Refusal { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}
