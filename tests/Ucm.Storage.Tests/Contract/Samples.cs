using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Tests.Contract;

/// <summary>Rows that do not collide with those of another test.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static AuthorityId Authority() => AuthorityId.Parse("a" + Token());

    public static RequestId Request() => new("test:" + Token());

    public static CertificateKey Key(AuthorityId? authority = null) => new(authority ?? Authority(), SerialNumber.FromBytes([1, .. RandomNumberGenerator.GetBytes(19)]));

    public static ImmutableArray<byte> Bytes(int length) => [.. RandomNumberGenerator.GetBytes(length)];

    public static string Token() => Guid.NewGuid().ToString("n");

    public static CommitCompanion Companion(string target) => CommitCompanion.Of(new AuditEntry(Now, "user:test", null, "test", target));

    /// <summary>Its audit row is no JSON, which every database refuses.</summary>
    public static CommitCompanion BadCompanion(string target) =>
        new([new AuditEntry(Now, "user:test", null, "test", target), new AuditEntry(Now, "user:test", null, "test", target, "{")], []);

    public static CertificateIntent Intent(CertificateKey? key = null, RequestId? request = null, string subject = "CN=a.example") => new(
        key ?? Key(),
        request ?? Request(),
        Bytes(32),
        "tls-server",
        subject,
        [new SubjectName(SubjectNameKind.Dns, "a.example"), new SubjectName(SubjectNameKind.Ip, "192.0.2.1")],
        Now.AddHours(-1),
        Now.AddDays(90),
        Now,
        "user:test",
        Bytes(32),
        Bytes(900));

    public static async Task<CertificateIntent> Issue(this ICertificateStore store, CertificateIntent? intent = null)
    {
        intent ??= Intent();
        (await store.Reserve(intent, Companion("x"), CancellationToken.None)).ShouldBeOfType<Reservation.Made>();
        (await store.Complete(intent.Key, Bytes(1200), Companion("x"), CancellationToken.None)).ShouldNotBeNull();
        return intent;
    }

    public static async Task<RevocationResult> Revoke(this ICertificateStore store, CertificateKey key, RevocationReason reason, DateTimeOffset? at = null) =>
        await store.ChangeRevocation(new RevocationChange(key, reason, at ?? Now, null), Companion(key.ToId()), CancellationToken.None);
}
