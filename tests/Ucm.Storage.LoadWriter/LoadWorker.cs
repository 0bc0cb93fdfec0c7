using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Storage.LoadWriter;

/// <summary>Reserves, completes, revokes and keeps a counter in a grain's state, each with an audit row that names what it did.</summary>
internal sealed class LoadWorker(IServiceProvider services)
{
    private readonly ICertificateStore certificates = services.GetRequiredService<ICertificateStore>();
    private readonly CounterGrain counter = new(
        services.GetRequiredKeyedService<IGrainStorage>(GrainStorageNames.Audited), GrainId.Create("counter", Guid.NewGuid().ToString("n")));

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async Task Run()
    {
        for (var i = 1L; ; i++)
        {
            var intent = Intent();
            var id = intent.Key.ToId();
            await certificates.Reserve(intent, Companion("reserve", id), CancellationToken.None);
            Tell("reserved", id);
            ImmutableArray<byte> der = [.. RandomNumberGenerator.GetBytes(1100)];
            await certificates.Complete(intent.Key, der, Companion("complete", id), CancellationToken.None);
            Tell("completed", id, Convert.ToHexString(SHA256.HashData(der.AsSpan())));
            if (i % 3 == 0)
            {
                var change = new RevocationChange(intent.Key, RevocationReason.KeyCompromise, Now, null);
                var result = await certificates.ChangeRevocation(change, Companion("revoke", id), CancellationToken.None);
                Tell("revoked", id, $"{result.Receipt!.Sequence}");
            }

            await counter.Commit(new CounterState(i), Companion("count", counter.Key), CancellationToken.None);
            Tell("counted", counter.Key, $"{i}");
        }
    }

    private static void Tell(string what, string target, string detail = "-") => Console.Out.WriteLine($"{what} {target} {detail}");

    private static CommitCompanion Companion(string action, string target) => CommitCompanion.Of(
        new AuditEntry(Now, "system:load", null, action, target),
        new OutboxEvent(Now, action, $$"""{"target":"{{target}}"}"""));

    private static CertificateIntent Intent() => new(
        new CertificateKey(AuthorityId.Parse("load"), SerialNumber.FromBytes([1, .. RandomNumberGenerator.GetBytes(19)])),
        new RequestId($"load:{Guid.NewGuid():n}"),
        [.. RandomNumberGenerator.GetBytes(32)],
        "tls-server",
        "CN=load.example",
        [new SubjectName(SubjectNameKind.Dns, "load.example")],
        Now,
        Now.AddDays(90),
        Now,
        "system:load",
        [.. RandomNumberGenerator.GetBytes(32)],
        [.. RandomNumberGenerator.GetBytes(900)]);
}
