namespace Ucm.TestHosting;

/// <summary>A place for a server that is not this machine's loopback. Only root can start it there.</summary>
/// <param name="Namespace">A network namespace as <c>ip netns</c> knows it.</param>
/// <param name="Address">The address in it on which the server listens.</param>
/// <param name="Clients">Who is let in, as a network in CIDR notation.</param>
public sealed record PostgresNetwork(string Namespace, string Address, string Clients);
