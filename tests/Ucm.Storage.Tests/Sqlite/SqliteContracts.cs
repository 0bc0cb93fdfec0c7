using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests.Sqlite;

public sealed class SqliteCertificateTests(SqliteFixture fixture) : CertificateContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteCertificateListTests(SqliteFixture fixture) : CertificateListContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteCertificateSearchTests(SqliteFixture fixture) : CertificateSearchContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteRevocationTests(SqliteFixture fixture) : RevocationContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteSmallStoreTests(SqliteFixture fixture) : SmallStoreContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteCrlTests(SqliteFixture fixture) : CrlContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteCompanionTests(SqliteFixture fixture) : CompanionContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteGrainStorageTests(SqliteFixture fixture) : GrainStorageContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteObjectTests(SqliteFixture fixture) : ObjectContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteAcmeIndexTests(SqliteFixture fixture) : AcmeIndexContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteExternalAccountTests(SqliteFixture fixture) : ExternalAccountContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteSessionTests(SqliteFixture fixture) : SessionContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteJobTests(SqliteFixture fixture) : JobContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteInboxTests(SqliteFixture fixture) : InboxContract(fixture), IClassFixture<SqliteFixture>;

public sealed class SqliteAcmeMarkTests(SqliteFixture fixture) : AcmeMarkContract(fixture), IClassFixture<SqliteFixture>;
