using Microsoft.Extensions.DependencyInjection;
using Ucm.Benchmarks.Measuring;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Revocations;

namespace Ucm.Benchmarks.Storage;

/// <summary>Reads at a million certificates.</summary>
internal static class QuerySuite
{
    private const int Rows = 1_000_000;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static IReadOnlyList<Comparison> Create()
    {
        var database = new FilledDatabase(Rows);
        ILoad[] loads =
        [
            Load("dashboard counts", filled => filled.Certificates.Count(Now, CancellationToken.None)),
            List("newest 50", new CertificateQuery()),
            List("revoked, newest 50", new CertificateQuery(Status: CertificateStatus.Revoked)),
            List("expiring within a day, newest 50", new CertificateQuery(Status: CertificateStatus.Good, ExpiresAfter: Now, ExpiresBefore: Now.AddDays(1))),
            List("text found early", new CertificateQuery(Text: "host9999")),
            List("text found once, far back", new CertificateQuery(Text: "host77.example")),
            List("text found nowhere", new CertificateQuery(Text: "nowhere.test")),
            Load("50,000 revoked for a CRL", async filled =>
            {
                var rows = filled.Services.GetRequiredService<IRevocationStore>().ListRevoked(
                    new RevokedQuery(new CrlScope(AuthorityId.Parse("issuing"), 0), Now.AddYears(-1)), CancellationToken.None);
                await foreach (var _ in rows)
                {
                }
            }),
        ];
        return [new Comparison($"Queries over {Rows:N0} certificates", loads, [])];

        ILoad Load(string name, Func<FilledDatabase, Task> query) => new QueryLoad(name, database, query);

        ILoad List(string name, CertificateQuery query) => Load(name, filled => filled.Certificates.List(query, CancellationToken.None));
    }
}
