using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Tests.Status;

/// <summary>Rows of certificates without the work of issuing them, for tests that need many or one in an unusual state.</summary>
internal static class Planting
{
    private static readonly CommitCompanion Nothing = new([], []);

    public static async Task<CertificateKey> Reserve(this ICertificateStore certificates, AuthorityId authority, DateTimeOffset now, TimeSpan? validity = null)
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = 0x5a;
        var key = new CertificateKey(authority, SerialNumber.FromBytes(serial));
        var intent = new CertificateIntent(
            key, new RequestId($"planted:{key.Serial}"), [.. new byte[32]], "tls-server", "CN=planted", [], now.AddHours(-1), now + (validity ?? TimeSpan.FromDays(30)),
            now, "test", [.. SHA256.HashData(serial)], [0x30, 0x00]);
        (await certificates.Reserve(intent, Nothing, CancellationToken.None)).ShouldBeOfType<Reservation.Made>();
        return key;
    }

    public static async Task<CertificateKey> Plant(this ICertificateStore certificates, AuthorityId authority, DateTimeOffset now, TimeSpan? validity = null)
    {
        var key = await certificates.Reserve(authority, now, validity);
        await certificates.Complete(key, [0x30, 0x00], Nothing, CancellationToken.None);
        return key;
    }

    /// <summary>Revokes behind the grains' back: as when the process died before anybody was told.</summary>
    public static async Task<long> RevokeUnannounced(this ICertificateStore certificates, CertificateKey key, DateTimeOffset now, RevocationReason reason = RevocationReason.Superseded)
    {
        var result = await certificates.ChangeRevocation(new RevocationChange(key, reason, now, null), Nothing, CancellationToken.None);
        return result.Receipt!.Sequence;
    }

    public static Task<bool> GiveUp(this ICertificateStore certificates, CertificateKey key, DateTimeOffset now) =>
        certificates.Void(key, now, Nothing, CancellationToken.None);
}
