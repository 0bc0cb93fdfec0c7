using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Jose;
using Ucm.Pki.Keys;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Acme;

/// <summary>An ACME client at the level of grains: a key, its account, and what it orders.</summary>
internal sealed class TestAccount : IDisposable
{
    private readonly IGrainFactory grains;

    private TestAccount(IGrainFactory grains, ECDsa key)
    {
        this.grains = grains;
        Key = key;
    }

    public ECDsa Key { get; }

    public string Id { get; private set; } = string.Empty;

    public byte[] PublicKey => Key.ExportSubjectPublicKeyInfo();

    public string Thumbprint => ThumbprintOf(Key);

    public static async Task<TestAccount> Create(IGrainFactory grains)
    {
        var account = new TestAccount(grains, ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var found = await account.FindOrCreate();
        account.Id = found.Value!.Account.Id;
        return account;
    }

    /// <summary>An account that was made otherwise.</summary>
    public static TestAccount Of(IGrainFactory grains, ECDsa key, string id) => new(grains, key) { Id = id };

    /// <summary>The same account, asked for through another cluster.</summary>
    public TestAccount Via(IGrainFactory other) => new(other, Key) { Id = Id };

    public static string ThumbprintOf(ECDsa key) => JsonWebKey.From(PublicKeyInfo.Parse(key.ExportSubjectPublicKeyInfo())).Thumbprint;

    public Task<Outcome<FoundAcmeAccount>> FindOrCreate(bool onlyReturnExisting = false, params string[] contact) => FindOrCreate(grains, Key, onlyReturnExisting, contact);

    public static Task<Outcome<FoundAcmeAccount>> FindOrCreate(IGrainFactory grains, ECDsa key, bool onlyReturnExisting = false, params string[] contact) =>
        grains.AcmeAccountKey(ThumbprintOf(key)).FindOrCreate(
            new CreateAcmeAccountCommand([.. key.ExportSubjectPublicKeyInfo()], ThumbprintOf(key), [.. contact], TermsAgreed: true, onlyReturnExisting, null), CancellationToken.None);

    public Task<Outcome<AcmeAccount>> ChangeKey(ECDsa next, ECDsa old) => grains.AcmeAccount(Id).ChangeKey(
        new ChangeAcmeKeyCommand([.. next.ExportSubjectPublicKeyInfo()], ThumbprintOf(next), ThumbprintOf(old), null), CancellationToken.None);

    public Task<Outcome<AcmeOrder>> Order(params string[] names) => OrderOf([.. names.Select(static name => new AcmeIdentifier(IPAddress.TryParse(name, out _) ? "ip" : "dns", name))]);

    public Task<Outcome<AcmeOrder>> OrderOf(params AcmeIdentifier[] identifiers) => grains.AcmeOrder(Guid.NewGuid().ToString("n")).Create(
        new CreateAcmeOrderCommand(Id, "tls-server", [.. identifiers], null, null, null), CancellationToken.None);

    /// <summary>At another server, or for a certificate that replaces one.</summary>
    public Task<Outcome<AcmeOrder>> OrderAt(string server, string? replaces, params string[] names) => grains.AcmeOrder(Guid.NewGuid().ToString("n")).Create(
        new CreateAcmeOrderCommand(Id, "tls-server", [.. names.Select(static name => new AcmeIdentifier("dns", name))], null, null, null)
        {
            Server = server,
            Replaces = replaces,
        },
        CancellationToken.None);

    /// <summary>Passes every challenge that is pending.</summary>
    public async Task<AcmeOrder> Prove(AcmeOrder order)
    {
        for (var index = 0; index < order.Authorizations.Length; index++)
        {
            if (order.Authorizations[index].Status == AcmeAuthorizationStatus.Pending)
            {
                await Respond(order, index);
            }
        }

        return await WaitFor(order, static now => now.Status == AcmeOrderStatus.Ready);
    }

    /// <summary>For validity.example.com.</summary>
    public Task<Outcome<AcmeOrder>> OrderFrom(DateTimeOffset? notBefore, DateTimeOffset? notAfter) => grains.AcmeOrder(Guid.NewGuid().ToString("n")).Create(
        new CreateAcmeOrderCommand(Id, "tls-server", [new AcmeIdentifier("dns", "validity.example.com")], notBefore, notAfter, null), CancellationToken.None);

    /// <summary>An order whose challenges have all passed.</summary>
    public async Task<AcmeOrder> ReadyOrder(params string[] names)
    {
        var order = (await Order(names)).Value!;
        for (var index = 0; index < order.Authorizations.Length; index++)
        {
            await Respond(order, index);
        }

        return await WaitFor(order, static now => now.Status == AcmeOrderStatus.Ready);
    }

    public Task<Outcome<AcmeOrder>> Respond(AcmeOrder order, int index = 0) =>
        grains.AcmeOrder(order.Id).Respond(new RespondCommand(Id, index, "http-01", Thumbprint), CancellationToken.None);

    public Task<Outcome<AcmeOrder>> Get(AcmeOrder order) => grains.AcmeOrder(order.Id).Get(Id, CancellationToken.None);

    public Task<Outcome<AcmeOrder>> Finalize(AcmeOrder order, byte[] csr) => Finalize(grains, order, csr);

    public Task<Outcome<AcmeOrder>> Finalize(IGrainFactory via, AcmeOrder order, byte[] csr) =>
        via.AcmeOrder(order.Id).Finalize(new FinalizeCommand(Id, [.. csr], [.. PublicKey], null), CancellationToken.None);

    /// <summary>From nothing to a certificate.</summary>
    public async Task<AcmeCertificate> Obtain(ECDsa? key, params string[] names)
    {
        var order = await ReadyOrder(names);
        var final = await Finalize(order, Csr(key, names));
        final.Refusal.ShouldBeNull();
        return (await grains.AcmeOrder(order.Id).GetCertificate(Id, CancellationToken.None)).Value!;
    }

    /// <summary>Asks until the condition holds.</summary>
    public async Task<AcmeOrder> WaitFor(AcmeOrder order, Func<AcmeOrder, bool> condition) =>
        (await Eventually.Get(() => Get(order), now => now.Succeeded && condition(now.Value))).Value!;

    public static byte[] Csr(ECDsa? key, params string[] names)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key ?? own, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        return request.CreateSigningRequest();
    }

    public void Dispose() => Key.Dispose();
}
