using Ucm.Grains.Acme.Caa;
using Ucm.Grains.Acme.Validation;

namespace Ucm.Grains.Tests.Acme;

/// <summary>The validator's parts without a silo; loopback may be connected to.</summary>
internal sealed class ValidationParts
{
    public ValidationParts(params FakeNameServer[] servers)
        : this(static _ => { }, servers)
    {
    }

    public ValidationParts(Action<AcmeValidationOptions> configure, params FakeNameServer[] servers)
    {
        Options.AllowLoopback = true;
        foreach (var server in servers)
        {
            Options.DnsServers.Add(server.EndPoint);
        }

        configure(Options);
        var wrapped = Microsoft.Extensions.Options.Options.Create(Options);
        var policy = new AddressPolicy(wrapped);
        var questions = new DnsQuestions(wrapped);
        var names = new DnsServers(wrapped, questions, TimeProvider.System);
        Resolver = new NameResolver(names, TimeProvider.System);
        Lookup = new DnsLookup(names, new AuthoritativeServers(names, Resolver, policy, questions, wrapped, TimeProvider.System));
        Caa = new CaaChecker(Lookup, TimeProvider.System);
        Dns01 = new Dns01(Lookup);
        Connections = new HostConnections(wrapped);
        var connector = new GuardedConnector(Resolver, policy, Connections);
        TlsAlpn01 = new TlsAlpn01(connector, wrapped);
        Http01 = new Http01(new GuardedHttp(connector), wrapped);
    }

    public AcmeValidationOptions Options { get; } = new();

    public NameResolver Resolver { get; }

    public DnsLookup Lookup { get; }

    public CaaChecker Caa { get; }

    public Dns01 Dns01 { get; }

    public TlsAlpn01 TlsAlpn01 { get; }

    public Http01 Http01 { get; }

    public HostConnections Connections { get; }
}
