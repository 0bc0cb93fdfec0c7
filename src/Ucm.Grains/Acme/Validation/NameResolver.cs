using System.Net;
using System.Net.Sockets;
using DnsClient;
using Microsoft.Extensions.Options;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Finds the addresses of a host, IPv6 first: by the configured servers, or as the system does.</summary>
internal sealed class NameResolver
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(3);
    private readonly LookupClient? client;

    public NameResolver(IOptions<AcmeValidationOptions> options)
    {
        if (options.Value.DnsServers.Count > 0)
        {
            client = new LookupClient(new LookupClientOptions([.. options.Value.DnsServers.Select(Server)])
            {
                UseCache = false,
                Timeout = QueryTimeout,
                Retries = 1,
                ThrowDnsErrors = false,
            });
        }
    }

    /// <exception cref="ValidationException">The name has no address or the query failed.</exception>
    public async Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal))
        {
            return [literal];
        }

        try
        {
            var addresses = client is null ? await Dns.GetHostAddressesAsync(host, cancellationToken) : await Query(client, host, cancellationToken);
            return addresses.Length > 0
                ? [.. addresses.Distinct().OrderByDescending(static address => address.AddressFamily == AddressFamily.InterNetworkV6)]
                : throw ValidationException.Dns($"{host} has no address.");
        }
        catch (Exception fault) when (fault is SocketException or DnsResponseException)
        {
            throw ValidationException.Dns($"The addresses of {host} could not be found.");
        }
    }

    private static async Task<IPAddress[]> Query(LookupClient client, string host, CancellationToken cancellationToken)
    {
        var six = client.QueryAsync(host, QueryType.AAAA, cancellationToken: cancellationToken);
        var four = client.QueryAsync(host, QueryType.A, cancellationToken: cancellationToken);
        var answers = await Task.WhenAll(six, four);
        var addresses = answers.SelectMany(static answer => answer.Answers.AddressRecords()).Select(static record => record.Address).ToArray();
        var fault = Array.Find(answers, static answer => answer.HasError && answer.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain);
        return addresses.Length > 0 || fault is null ? addresses : throw ValidationException.Dns($"The name server says {fault.Header.ResponseCode} for {host}.");
    }

    private static IPEndPoint Server(string text)
    {
        var server = IPEndPoint.Parse(text);
        return server.Port == 0 ? new IPEndPoint(server.Address, 53) : server;
    }
}
