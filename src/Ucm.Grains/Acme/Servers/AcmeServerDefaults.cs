using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Acme.Servers;

/// <summary>The servers that every installation begins with: <c>default</c>, as the configuration has it, and one for each of two built-in profiles.</summary>
internal static class AcmeServerDefaults
{
    private static readonly string[] OfProfiles = ["tls-server", "tls-server-short"];

    public static Dictionary<string, AcmeServerDocument> All(AcmeOptions options, RateLimitOptions limits)
    {
        var first = new AcmeServerDocument
        {
            Description = "The server at /acme/directory.",
            Authority = options.Authority,
            ExternalAccount = options.RequireExternalAccount ? "required" : "off",
            Identifiers = new AcmeServerIdentifiers { Maximum = options.MaximumIdentifiers },
            TermsOfService = options.TermsOfService,
            Website = options.Website,
            Caa = new AcmeServerCaa { Mode = AcmeServerWords.Caa.Word(options.Caa), Identities = [.. options.CaaIdentities] },
            AuthorizationLifetimeSeconds = (long)options.OrderLifetime.TotalSeconds,
            OrderLifetimeSeconds = (long)options.OrderLifetime.TotalSeconds,
            Limits = new AcmeServerLimits
            {
                AccountsPerAddressPerHour = limits.AcmeAccountsPerHour,
                OrdersPerAccountPerHour = limits.AcmeOrdersPerHour,
                OpenOrdersPerAccount = options.MaximumOpenOrders,
            },
        };
        var servers = OfProfiles.ToDictionary(
            static profile => profile, profile => first with { Description = $"The server for the profile {profile}.", Profiles = [profile] });
        servers.Add(AcmeServer.Default, first);
        return servers;
    }
}
