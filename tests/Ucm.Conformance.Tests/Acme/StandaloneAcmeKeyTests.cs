using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>On one process.</summary>
[Trait("needs", "server")]
public sealed class StandaloneAcmeKeyTests(StandaloneServer server) : AcmeKeyRows(new StandaloneSite(server)), IClassFixture<StandaloneServer>;
