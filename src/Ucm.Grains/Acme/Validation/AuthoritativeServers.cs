using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Microsoft.Extensions.Options;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// Finds the name servers of the zone that a name is in. They are strangers' hosts: only addresses that <see cref="AddressPolicy"/> allows are asked.
/// </summary>
internal sealed class AuthoritativeServers(
    DnsServers servers, NameResolver resolver, AddressPolicy policy, DnsQuestions questions, IOptions<AcmeValidationOptions> options, TimeProvider clock)
{
    private const int MaxNames = 6;
    private const int MaxAddresses = 8;

    /// <exception cref="ValidationException">There are none that may be asked.</exception>
    public async Task<NameServers> Of(string name, CancellationToken cancellationToken)
    {
        foreach (var zone in DnsText.Climb(name))
        {
            var answer = await servers.Current.Ask(zone, QueryType.NS, cancellationToken);
            var records = answer.Records.OfType<NsRecord>().Where(record => DnsText.SameName(record.DomainName, zone));
            string[] hosts = [.. records.Select(static record => DnsText.Plain(record.NSDName)).Take(MaxNames)];
            if (hosts.Length > 0)
            {
                return await Reach(zone, hosts, cancellationToken);
            }
        }

        throw ValidationException.Dns($"The name servers of the zone of {name} could not be found.");
    }

    private async Task<NameServers> Reach(string zone, string[] hosts, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(hosts.Select(host => Addresses(host, cancellationToken)));
        var addresses = found.SelectMany(static some => some).Distinct().Where(policy.Allows).Take(MaxAddresses);
        IPEndPoint[] allowed = [.. addresses.Select(address => new IPEndPoint(address, options.Value.DnsPort))];
        return allowed.Length > 0
            ? new NameServers(allowed, questions, clock, authoritative: true)
            : throw ValidationException.Dns($"The name servers of {zone} ({string.Join(", ", hosts)}) have no addresses that may be asked.");
    }

    private async Task<IPAddress[]> Addresses(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await resolver.Resolve(host, cancellationToken);
        }
        catch (ValidationException)
        {
            // The zone's other servers may be found.
            return [];
        }
    }
}
