using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>On one process.</summary>
[Trait("needs", "server")]
public sealed class StandaloneRenewalTests(StandaloneServer server) : RenewalRows(new StandaloneSite(server)), IClassFixture<StandaloneServer>;
