using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>On one process.</summary>
[Trait("needs", "server")]
public sealed class StandaloneAcmeOrderTests(StandaloneServer server) : AcmeOrderRows(new StandaloneSite(server)), IClassFixture<StandaloneServer>;
