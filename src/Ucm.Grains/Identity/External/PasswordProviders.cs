using Microsoft.Extensions.Logging;
using Ucm.Grains.Identity.External.Ldap;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.External;

/// <summary>
/// Asks the external providers, one after the other, for a name that no local user has. One that is away does not hide the others, but while it is away nobody
/// can say that the name is unknown.
/// </summary>
internal sealed class PasswordProviders(
    LdapProviders directories, IEnumerable<IAuthenticationProvider> extensions, ExternalMetrics metrics, ILogger<PasswordProviders> log)
{
    private readonly IAuthenticationProvider[] _providers = [.. directories.All, .. extensions];

    public bool HasAny => _providers.Length > 0;

    /// <summary>Refusals: InvalidCredentials, Unavailable (a provider that may know the name is away), RateLimited.</summary>
    public async Task<Outcome<ExternalIdentity>> Authenticate(PasswordAttempt attempt, CancellationToken cancellationToken)
    {
        Refusal refusal = IdentityRefusals.InvalidCredentials;
        foreach (var provider in _providers)
        {
            var answer = await Ask(provider, attempt, cancellationToken);
            metrics.Answered(provider.Name, answer.Succeeded ? "ok" : answer.Refusal.Code.ToString());
            if (answer.Succeeded || answer.Refusal.Code is not (RefusalCode.NotFound or RefusalCode.Unavailable))
            {
                return answer;
            }

            refusal = answer.Refusal.Code == RefusalCode.Unavailable ? answer.Refusal : refusal;
        }

        return refusal;
    }

    private async Task<Outcome<ExternalIdentity>> Ask(IAuthenticationProvider provider, PasswordAttempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await provider.Authenticate(attempt, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.ProviderFailed(fault, provider.Name);
            return ExternalRefusals.Unavailable;
        }
    }
}
