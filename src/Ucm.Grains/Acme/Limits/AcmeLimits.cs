using Microsoft.Extensions.Options;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.RateLimits;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Acme.Limits;

/// <summary>
/// The limits of each ACME server on what clients may add, each in a grain of memory only. A limit of zero is none and asks nobody. Each refusal says
/// which limit it is and when to come back.
/// </summary>
internal sealed class AcmeLimits(IGrainFactory grains, AcmeServers servers, IOptions<RateLimitOptions> options)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>One new account. Whoever comes without an address shares one allowance with all others who do.</summary>
    public ValueTask<Refusal?> TakeAccount(AcmeServer server, string? address, CancellationToken cancellationToken) => Take(
        "acme-account", $"{server.Name}/{AddressSubject.Of(address) ?? "none"}", server.Limits.AccountsPerAddressPerHour,
        static limit => $"Too many new accounts from this address: {limit} in an hour.", cancellationToken);

    /// <summary>One new order of an account.</summary>
    public ValueTask<Refusal?> TakeOrder(AcmeServer server, string account, CancellationToken cancellationToken) => Take(
        "acme-order", $"{server.Name}/{account}", server.Limits.OrdersPerAccountPerHour,
        static limit => $"Too many new orders of this account: {limit} in an hour.", cancellationToken);

    /// <summary>One unit of an external account key.</summary>
    public ValueTask<Refusal?> TakeExternalAccount(AcmeServer server, string kid, CancellationToken cancellationToken) => Take(
        "acme-order-external", $"{server.Name}/{kid}", server.Limits.OrdersPerExternalAccountPerHour,
        static limit => $"Too many new orders of accounts of this external account key: {limit} in an hour.", cancellationToken);

    /// <summary>One unit of a registered name.</summary>
    public ValueTask<Refusal?> TakeRegisteredName(AcmeServer server, string name, CancellationToken cancellationToken) => Take(
        "acme-order-name", $"{server.Name}/{name}", server.Limits.OrdersPerRegisteredNamePerHour,
        limit => $"Too many new orders for names of {name}: {limit} in an hour.", cancellationToken);

    /// <summary>One change of an account's key.</summary>
    public ValueTask<Refusal?> TakeKeyChange(AcmeServer server, string account, CancellationToken cancellationToken) => Take(
        "acme-key-change", account, server.Limits.KeyChangesPerAccountPerHour,
        static limit => $"Too many changes of the account's key: {limit} in an hour.", cancellationToken);

    /// <summary>Null unless the account failed to prove the name too often lately. Takes nothing.</summary>
    public async ValueTask<Refusal?> CheckFailures(AcmeServer server, string account, SubjectName name, CancellationToken cancellationToken)
    {
        if (Failures(server) is { } failures && await Failed(server, account, name).Look(failures, cancellationToken) is { Ticks: > 0 } wait)
        {
            return new Refusal(
                RefusalCode.RateLimited,
                $"Too many failed validations of {name.Value} by this account: {failures.Burst} in an hour. Find out why before the next.",
                wait);
        }

        if (Pause(server) is { } pause && await InARow(server, account, name).Look(pause, cancellationToken) is { Ticks: > 0 } paused)
        {
            return new Refusal(
                RefusalCode.RateLimited, $"The validations of {name.Value} by this account failed {pause.Burst} times in a row, so they are paused.", paused);
        }

        return null;
    }

    /// <summary>Notes what came out of a validation at a server; one that is gone has no limits any more.</summary>
    public async Task Note(string? server, string account, SubjectName name, bool failed, CancellationToken cancellationToken)
    {
        if (await servers.Find(server, cancellationToken) is { Succeeded: true, Value: var found })
        {
            Note(found, account, name, failed);
        }
    }

    /// <summary>Notes what came out of a validation. Nobody waits for it: should it be lost, the account has one try more.</summary>
    public void Note(AcmeServer server, string account, SubjectName name, bool failed)
    {
        if (failed && Failures(server) is { } failures)
        {
            Failed(server, account, name).Take(failures, CancellationToken.None).Ignore();
        }

        if (Pause(server) is { } pause)
        {
            (failed ? InARow(server, account, name).Take(pause, CancellationToken.None) : InARow(server, account, name).Reset(CancellationToken.None)).Ignore();
        }
    }

    private RateLimitRule? Failures(AcmeServer server) =>
        options.Value.Enabled && server.Limits.FailedValidationsPerHour is > 0 and var limit ? new RateLimitRule(limit, Hour) : null;

    /// <summary>So many at once, and then one more after each pause.</summary>
    private RateLimitRule? Pause(AcmeServer server) => options.Value.Enabled && server.Limits.FailuresBeforePause is > 0 and var limit
        ? new RateLimitRule(limit, limit * TimeSpan.FromSeconds(server.Limits.PauseSeconds))
        : null;

    private IRateLimitGrain Failed(AcmeServer server, string account, SubjectName name) =>
        grains.RateLimit("acme-failed", $"{server.Name}/{account}/{name.Value}");

    private IRateLimitGrain InARow(AcmeServer server, string account, SubjectName name) =>
        grains.RateLimit("acme-failed-in-a-row", $"{server.Name}/{account}/{name.Value}");

    private async ValueTask<Refusal?> Take(string limit, string subject, int perHour, Func<int, string> detail, CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled || perHour <= 0)
        {
            return null;
        }

        var wait = await grains.RateLimit(limit, subject).Take(new RateLimitRule(perHour, Hour), cancellationToken);
        return wait > TimeSpan.Zero ? new Refusal(RefusalCode.RateLimited, detail(perHour), wait) : null;
    }
}
