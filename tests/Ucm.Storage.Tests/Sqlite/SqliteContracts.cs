using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests.Sqlite;

public sealed class SqliteCertificateTests(SqliteFixture fixture) : CertificateContract(fixture), IClassFixture<SqliteFixture>;
