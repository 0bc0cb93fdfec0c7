using Ucm.Storage.Tests.Contract;
using Ucm.Storage.Tests.Postgres;

[assembly: AssemblyFixture(typeof(PostgresService))]

namespace Ucm.Storage.Tests.Postgres;

[Trait("needs", "server")]
public sealed class PostgresCertificateTests(PostgresFixture fixture) : CertificateContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresCertificateSearchTests(PostgresFixture fixture) : CertificateSearchContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresCertificateListTests(PostgresFixture fixture) : CertificateListContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresRevocationTests(PostgresFixture fixture) : RevocationContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresSmallStoreTests(PostgresFixture fixture) : SmallStoreContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresCrlTests(PostgresFixture fixture) : CrlContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresCompanionTests(PostgresFixture fixture) : CompanionContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresGrainStorageTests(PostgresFixture fixture) : GrainStorageContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresObjectTests(PostgresFixture fixture) : ObjectContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresAcmeIndexTests(PostgresFixture fixture) : AcmeIndexContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresExternalAccountTests(PostgresFixture fixture) : ExternalAccountContract(fixture), IClassFixture<PostgresFixture>;

public sealed class PostgresSessionTests(PostgresFixture fixture) : SessionContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresJobTests(PostgresFixture fixture) : JobContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresInboxTests(PostgresFixture fixture) : InboxContract(fixture), IClassFixture<PostgresFixture>;

[Trait("needs", "server")]
public sealed class PostgresAcmeMarkTests(PostgresFixture fixture) : AcmeMarkContract(fixture), IClassFixture<PostgresFixture>;
