using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Makes the policy that goes with each validation out of the ACME server's present settings and the account's URL.</summary>
internal sealed class ValidationPolicies(AcmeServers servers, PublicUrls urls)
{
    /// <param name="server">Null is the default one. Refusals: those of <see cref="AcmeServers.Find"/>.</param>
    public async ValueTask<Outcome<ValidationPolicy>> Find(string? server, string account, CancellationToken cancellationToken)
    {
        var found = await servers.Find(server, cancellationToken);
        return found.Succeeded ? Of(found.Value, account) : found.Refusal;
    }

    public ValidationPolicy Of(AcmeServer server, string account) => new(
        $"{urls.Https}/acme/account/{account}", server.Caa, server.CaaIdentities, server.AskAuthoritative, server.ShowAddresses);
}
