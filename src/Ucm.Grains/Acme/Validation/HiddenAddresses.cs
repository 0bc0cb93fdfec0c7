using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// What strangers may see of an attempt when internal addresses are not for them: no such address, and of what a host at such an address answered
/// only the kind of failure. Otherwise they could map the network with orders.
/// </summary>
internal static class HiddenAddresses
{
    public static ValidationAttempt Hide(ValidationAttempt attempt, string name)
    {
        var touched = attempt.Hops.ToList().FindIndex(static hop => !IsDns(hop) && hop.Used is { } used && InternalAddresses.Contains(used));
        return attempt with
        {
            // Later URLs are what the internal host redirected to.
            Hops = [.. (touched < 0 ? attempt.Hops : attempt.Hops[..(touched + 1)]).Select(Hide)],
            Error = attempt.Error is { } error
                ? error with { Detail = touched < 0 ? InternalAddresses.Hide(error.Detail) : InGeneral(error.Code, name) }
                : null,
            Caa = attempt.Caa is { } caa ? Hide(caa) : null,
        };
    }

    public static CaaFinding Hide(CaaFinding finding) =>
        finding.Refusal is { } refusal ? finding with { Refusal = refusal with { Detail = InternalAddresses.Hide(refusal.Detail) } } : finding;

    private static ValidationHop Hide(ValidationHop hop) => hop with
    {
        Resolved = [.. hop.Resolved.Where(static address => !InternalAddresses.Contains(address))],
        Used = hop.Used is { } used && InternalAddresses.Contains(used) ? null : hop.Used,
    };

    private static bool IsDns(ValidationHop hop) => hop.Url.StartsWith("dns:", StringComparison.Ordinal);

    private static string InGeneral(RefusalCode code, string name) => code switch
    {
        RefusalCode.Connection => $"{name} could not be connected to, or did not answer as it should.",
        RefusalCode.IncorrectResponse => $"{name} answered with something else than the challenge asks for.",
        RefusalCode.Tls => $"The TLS handshake with {name} did not end as the challenge asks for.",
        RefusalCode.RateLimited => $"Too many connections to {name} are open.",
        RefusalCode.Caa => $"The CAA records forbid a certificate for {name} or could not be read.",
        _ => $"{name} could not be validated.",
    };
}
