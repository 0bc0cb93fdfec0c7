using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Benchmarks.Measuring;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Benchmarks.Storage;

/// <summary>What the database has to do for one certificate: reserve with an audit row, complete with an event, each acknowledged after its commit.</summary>
internal sealed class CertificateRowsLoad(int callers, int? writers = null) : ILoad
{
    private static readonly ImmutableArray<byte> Tbs = [.. RandomNumberGenerator.GetBytes(700)];
    private static readonly ImmutableArray<byte> Der = [.. RandomNumberGenerator.GetBytes(800)];

    private StorageDatabase? database;
    private ICertificateStore? store;

    public string Name => $"{StorageDatabase.NameOf(writers)}, reserve + complete, {callers} callers";

    public string Unit => "certificates/s";

    public async Task Prepare(CancellationToken cancellationToken)
    {
        database = await StorageDatabase.Create(writers);
        store = database.Services.GetRequiredService<ICertificateStore>();
    }

    public Task<double> Measure(TimeSpan duration, CancellationToken cancellationToken) => ClosedLoop.Rate(callers, duration, Issue);

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
    }

    private async Task Issue()
    {
        var now = TimeProvider.System.GetUtcNow();
        var key = new CertificateKey(AuthorityId.Parse("issuing"), Serial(now));
        var intent = new CertificateIntent(
            key,
            new RequestId($"bench:{key.Serial}"),
            [.. RandomNumberGenerator.GetBytes(32)],
            "tls-server",
            "CN=bench.example",
            [new SubjectName(SubjectNameKind.Dns, "bench.example")],
            now,
            now.AddDays(90),
            now,
            "user:bench",
            [.. RandomNumberGenerator.GetBytes(32)],
            Tbs);
        var audit = new AuditEntry(now, "user:bench", "192.0.2.1", "certificate.issue", $"certificate:{key.ToId()}", """{"profile":"tls-server"}""");
        await store!.Reserve(intent, CommitCompanion.Of(audit), CancellationToken.None);
        var issued = new OutboxEvent(now, "certificate.issued", $$"""{"id":"{{key.ToId()}}"}""");
        await store.Complete(key, Der, new CommitCompanion([], [issued]), CancellationToken.None);
    }

    // Like the product's: the time first, so that the index grows at its end.
    private static SerialNumber Serial(DateTimeOffset now)
    {
        Span<byte> octets = stackalloc byte[20];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(octets, now.UtcTicks);
        RandomNumberGenerator.Fill(octets[8..]);
        return SerialNumber.FromBytes(octets);
    }
}
