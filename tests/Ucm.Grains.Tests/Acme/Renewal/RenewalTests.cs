using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Acme.Renewal;

/// <summary>When certificates should be renewed (RFC 9773 §4), and what an administrator makes of it.</summary>
[Trait("needs", "server")]
public sealed class RenewalTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    private readonly IGrainFactory grains = cluster.Grains;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_GoodCertificate_TheSameWindowWithinItsLifeOnBothSilos()
    {
        var certificate = await Issue("window.example.com");

        var first = await Get(certificate);
        var second = await cluster.Cluster.Service<IGrainFactory>(0).AcmeRenewal().Get(IdOf(certificate), Token);
        var third = await cluster.Cluster.Service<IGrainFactory>(1).AcmeRenewal().Get(IdOf(certificate), Token);

        var parsed = ParsedCertificate.Parse(certificate.AsMemory());
        first.Start.ShouldBeInRange(parsed.NotBefore + ((parsed.NotAfter - parsed.NotBefore) / 2), first.End);
        first.End.ShouldBeLessThan(parsed.NotAfter);
        first.RetryAfter.ShouldBe(TimeSpan.FromHours(6));
        first.ExplanationUrl.ShouldBeNull();
        second.Value.ShouldBe(first);
        third.Value.ShouldBe(first);
    }

    [Fact]
    public async Task Get_Revoked_AWindowInThePast()
    {
        var certificate = await Issue("revoked.example.com");
        var parsed = ParsedCertificate.Parse(certificate.AsMemory());
        var key = new CertificateKey(TestRequests.Issuing, SerialNumber.FromBytes(parsed.SerialNumber.Span));

        (await grains.Certificate(key).Revoke(new RevokeCommand(RevocationReason.KeyCompromise, TestRequests.Admin), Token)).Refusal.ShouldBeNull();

        (await Get(certificate)).End.ShouldBeLessThan(DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Get_OnHold_ItsNormalWindow()
    {
        var certificate = await Issue("hold.example.com");
        var before = await Get(certificate);
        var key = new CertificateKey(TestRequests.Issuing, SerialNumber.FromBytes(ParsedCertificate.Parse(certificate.AsMemory()).SerialNumber.Span));

        (await grains.Certificate(key).Revoke(new RevokeCommand(RevocationReason.CertificateHold, TestRequests.Admin), Token)).Refusal.ShouldBeNull();

        (await Get(certificate)).ShouldBe(before);
    }

    [Fact]
    public async Task Law07_Get_UnknownSerialOrAuthorityOrNonsense_RefusedAndNothingWritten()
    {
        var certificate = await Issue("known.example.com");
        var known = RenewalIdentifier.Of(ParsedCertificate.Parse(certificate.AsMemory()))!;
        await Get(certificate);
        var before = await CountStates();

        var serial = await grains.AcmeRenewal().Get(new RenewalIdentifier(known.KeyIdentifier, RandomNumberGenerator.GetBytes(19)).ToString(), Token);
        var authority = await grains.AcmeRenewal().Get(new RenewalIdentifier(RandomNumberGenerator.GetBytes(20), known.Serial).ToString(), Token);
        var nonsense = await grains.AcmeRenewal().Get("nonsense", Token);

        serial.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        authority.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        nonsense.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await CountStates()).ShouldBe(before);
    }

    [Fact]
    public async Task Get_MovedByItsKey_EarlierWithinTheWindowWithTheExplanationAndOthersStay()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var moved = await Issue("moved.example.com", key);
        var other = await Issue("other.example.com");
        var stays = await Get(other);
        var (start, end) = (DateTimeOffset.UtcNow.AddDays(1), DateTimeOffset.UtcNow.AddDays(3));
        var hash = Convert.ToHexString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

        var made = await Move(new { key_sha256 = hash, window = new { start, end }, explanation_url = "https://ca.example/why" });

        made.Refusal.ShouldBeNull();
        var advice = await Eventually.Get(() => Get(moved), advice => advice.Start < end);
        advice.Start.ShouldBeGreaterThan(start.AddSeconds(-1));
        advice.End.ShouldBeLessThanOrEqualTo(end);
        advice.ExplanationUrl.ShouldBe("https://ca.example/why");
        (await Get(other)).ShouldBe(stays);
    }

    [Fact]
    public async Task Get_IssuedAfterAMoveOfAll_NotMoved()
    {
        using var account = await TestAccount.Create(grains);
        var before = await account.Obtain(null, "before.example.com");
        var end = DateTimeOffset.UtcNow.AddHours(1);

        (await Move(new
        {
            account = account.Id,
            profile = "tls-server",
            authority = "issuing",
            key_algorithm = "ecdsa-p256",
            window = new { start = end.AddHours(-2), end },
        })).Refusal.ShouldBeNull();
        await Eventually.Get(() => Get(before.Der), advice => advice.Start < end);
        var after = await account.Obtain(null, "after.example.com");

        (await Get(after.Der)).Start.ShouldBeGreaterThan(end);
    }

    [Fact]
    public async Task Get_MovedToLaterThanItsOwnWindow_ItsOwn()
    {
        var certificate = await Issue("late.example.com");
        var own = await Get(certificate);
        using var account = await TestAccount.Create(grains);
        var marker = (await account.Obtain(null, "marker.example.com")).Der;
        var hash = Convert.ToHexString(SHA256.HashData(ParsedCertificate.Parse(certificate.AsMemory()).SubjectPublicKeyInfo.Span));

        await Move(new { key_sha256 = hash, window = new { start = own.End.AddDays(100), end = own.End.AddDays(101) } });
        await Move(new { account = account.Id, window = new { start = DateTimeOffset.UtcNow, end = DateTimeOffset.UtcNow.AddMinutes(1) } });
        await Eventually.Get(() => Get(marker), static advice => advice.Start < DateTimeOffset.UtcNow.AddDays(1));

        (await Get(certificate)).ShouldBe(own);
    }

    [Theory]
    [InlineData("""{"window":{"start":"2027-01-02T00:00:00Z","end":"2027-01-01T00:00:00Z"}}""", "/window/end")]
    [InlineData("""{"window":{"start":"2027-01-02T00:00:00Z"}}""", "/window/end")]
    [InlineData("""{"authority":"none","window":{"start":"2027-01-01T00:00:00Z","end":"2027-01-02T00:00:00Z"}}""", "/authority")]
    [InlineData("""{"profile":"none","window":{"start":"2027-01-01T00:00:00Z","end":"2027-01-02T00:00:00Z"}}""", "/profile")]
    [InlineData("""{"account":"me","window":{"start":"2027-01-01T00:00:00Z","end":"2027-01-02T00:00:00Z"}}""", "/account")]
    [InlineData("""{"key_algorithm":"dsa","window":{"start":"2027-01-01T00:00:00Z","end":"2027-01-02T00:00:00Z"}}""", "/key_algorithm")]
    [InlineData("""{"key_sha256":"00","window":{"start":"2027-01-01T00:00:00Z","end":"2027-01-02T00:00:00Z"}}""", "/key_sha256")]
    [InlineData("""{"explanation_url":"javascript:x","window":{"start":"2027-01-01T00:00:00Z","end":"2027-01-02T00:00:00Z"}}""", "/explanation_url")]
    public async Task Save_FaultyMove_NamesTheField(string content, string pointer)
    {
        var saved = await Save(content);

        saved.Refusal!.Parts.ShouldHaveSingleItem().Name.ShouldBe(pointer);
    }

    [Fact]
    public async Task Save_WithoutIssuedBefore_IsTheTimeOfTheChange()
    {
        var before = DateTimeOffset.UtcNow;

        var saved = await Save("""{"account":"00000000000000000000000000000000","window":{"start":"2027-01-01T00:00:00Z","end":"2027-01-02T00:00:00Z"}}""");

        var time = JsonDocument.Parse(saved.Value!.Content).RootElement.GetProperty("issued_before").GetDateTimeOffset();
        time.ShouldBeInRange(before, DateTimeOffset.UtcNow);
    }

    /// <summary>States of grains, rows of the audit and of certificates.</summary>
    private async Task<long> CountStates()
    {
        await using var connection = new SqliteConnection(cluster.Cluster.Storage.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "select (select count(*) from grain_state where key like '%acme%') + (select count(*) from certificates) + "
            + "(select count(*) from audit where action like 'acme.%')";
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private static string IdOf(ImmutableArray<byte> certificate) => RenewalIdentifier.Of(ParsedCertificate.Parse(certificate.AsMemory()))!.ToString();

    private async Task<ImmutableArray<byte>> Issue(string name, ECDsa? key = null)
    {
        using var account = await TestAccount.Create(grains);
        return (await account.Obtain(key, name)).Der;
    }

    private async Task<RenewalAdvice> Get(ImmutableArray<byte> certificate) => (await grains.AcmeRenewal().Get(IdOf(certificate), Token)).Value!;

    private Task<Outcome<AdministeredObject>> Move(object content) => Save(JsonSerializer.Serialize(content));

    private Task<Outcome<AdministeredObject>> Save(string content) => grains.Object(new ObjectKey("acme-renewal", $"move-{Guid.NewGuid():n}")).Save(
        new SaveObjectCommand(SaveMode.Create, content, null, TestRequests.Admin), Token);
}
