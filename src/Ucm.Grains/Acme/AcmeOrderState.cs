using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.acme-order")]
internal sealed record AcmeOrderState
{
    public const string Name = "ucm.state.acme-order";

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    [Id(0)]
    public string Account { get; init; } = string.Empty;

    [Id(1)]
    public string Profile { get; init; } = string.Empty;

    [Id(2)]
    public AcmeOrderStatus Status { get; init; }

    [Id(3)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(4)]
    public DateTimeOffset ExpiresAt { get; init; }

    [Id(5)]
    public DateTimeOffset? NotBefore { get; init; }

    [Id(6)]
    public DateTimeOffset? NotAfter { get; init; }

    [Id(7)]
    public ImmutableArray<AcmeAuthorization> Authorizations { get; init; } = [];

    /// <summary>Of the finalize request under way or done; empty before.</summary>
    [Id(8)]
    public ImmutableArray<byte> Csr { get; init; } = [];

    [Id(9)]
    public CertificateKey? Certificate { get; init; }

    [Id(10)]
    public Refusal? Error { get; init; }

    /// <summary>The ACME server; null in orders of earlier versions, which were made at the default one.</summary>
    [Id(11)]
    public string? Server { get; init; }

    /// <summary>The certificate that is to be replaced (RFC 9773 §5), as the client wrote it.</summary>
    [Id(12)]
    public string? Replaces { get; init; }

    /// <summary>The authority that was asked to issue; null before the order is finalized. Kept, because asking again must be the same request.</summary>
    [Id(13)]
    public string? Authority { get; init; }

    /// <summary>The end of the certificate that the server's own limit sets, likewise; null for the profile's.</summary>
    [Id(14)]
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The certificate that <see cref="Replaces"/> names; null for none.</summary>
    [Id(30)]
    public CertificateKey? Replaced { get; init; }

    /// <summary>When that certificate expires.</summary>
    [Id(31)]
    public DateTimeOffset? ReplacedUntil { get; init; }

    /// <summary>An authorization that was made without an order (RFC 8555 §7.4.1): one identifier, never finalized.</summary>
    [Id(32)]
    public bool IsAuthorization { get; init; }

    public AcmeOrderState With(int authorization, AcmeAuthorization next) => this with { Authorizations = Authorizations.SetItem(authorization, next) };

    /// <summary>Null when there is none; the numbers come from strangers.</summary>
    public AcmeChallenge? Find(int authorization, string type) => authorization < 0 || authorization >= Authorizations.Length
        ? null
        : Authorizations[authorization].Challenges.FirstOrDefault(challenge => challenge.Type == type);

    /// <summary>The status that follows from the authorizations (RFC 8555 §7.1.6).</summary>
    public AcmeOrderState Advance()
    {
        if (Status != AcmeOrderStatus.Pending)
        {
            return this;
        }

        if (Authorizations.All(static authorization => authorization.Status == AcmeAuthorizationStatus.Valid))
        {
            return this with { Status = AcmeOrderStatus.Ready };
        }

        return Authorizations.All(static authorization => authorization.Status is AcmeAuthorizationStatus.Valid or AcmeAuthorizationStatus.Pending)
            ? this
            : this with { Status = AcmeOrderStatus.Invalid, Error = new Refusal(RefusalCode.Forbidden, "An authorization of the order failed or was given up.") };
    }

    /// <summary>
    /// With an authorization that was proved now and is valid until then. The order ends no later; an authorization that has no order is what it is valid for.
    /// </summary>
    public AcmeOrderState Until(int authorization, DateTimeOffset end) => With(authorization, Authorizations[authorization] with { ExpiresAt = end }) with
    {
        ExpiresAt = IsAuthorization || end < ExpiresAt ? end : ExpiresAt,
    };

    /// <summary>
    /// With one authorization given up (RFC 8555 §7.5.2), and an order that waits for it invalid; the same when that was done before. Refusals:
    /// NotFound, Malformed.
    /// </summary>
    public Outcome<AcmeOrderState> Deactivate(int authorization, DateTimeOffset now)
    {
        var shown = At(now);
        if (authorization < 0 || authorization >= shown.Authorizations.Length)
        {
            return AcmeRefusals.NoSuchAuthorization;
        }

        var current = shown.Authorizations[authorization];
        if (current.Status == AcmeAuthorizationStatus.Deactivated)
        {
            return this;
        }

        if (current.Status is not (AcmeAuthorizationStatus.Pending or AcmeAuthorizationStatus.Valid))
        {
            return new Refusal(RefusalCode.Malformed, "Only a pending or valid authorization can be deactivated.");
        }

        var next = With(authorization, current with { Status = AcmeAuthorizationStatus.Deactivated });
        return (next.Status == AcmeOrderStatus.Ready ? next with { Status = AcmeOrderStatus.Pending } : next).Advance();
    }

    /// <summary>As it is at a time: what expired is invalid, whether or not anybody wrote that down. A valid authorization may outlive its order.</summary>
    public AcmeOrderState At(DateTimeOffset now) => now < ExpiresAt || Status is AcmeOrderStatus.Valid or AcmeOrderStatus.Processing
        ? this
        : this with
        {
            Status = AcmeOrderStatus.Invalid,
            Error = Error ?? new Refusal(RefusalCode.Malformed, "The order has expired."),
            Authorizations = [.. Authorizations.Select(authorization =>
                authorization.Status == AcmeAuthorizationStatus.Pending
                    || (authorization.Status == AcmeAuthorizationStatus.Valid && authorization.ExpiresAt <= now)
                ? authorization with { Status = AcmeAuthorizationStatus.Expired }
                : authorization)],
        };

    /// <summary>As its client sees it at a time.</summary>
    /// <param name="runs">The validations under way.</param>
    public AcmeOrder Show(string id, DateTimeOffset now, ValidationRuns runs)
    {
        var state = At(now);
        var busy = runs.Any || state.Status == AcmeOrderStatus.Processing;
        return new AcmeOrder(
            id, state.Account, state.Profile, state.Status, state.ExpiresAt, state.NotBefore, state.NotAfter,
            runs.Show(state.Authorizations), state.Certificate, state.Error, busy ? PollInterval : null)
        {
            Server = state.Server,
            Replaces = state.Replaces,
            IsAuthorization = state.IsAuthorization,
        };
    }
}
