using System.Security.Cryptography;
using System.Text;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Jose;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Tests.Acme.ExternalAccounts;

/// <summary>External account keys, and bindings by them, at the level of grains. The HMACs are the platform's, nothing of the product.</summary>
internal static class TestExternalAccounts
{
    public const string Url = "https://ca.test:8443/acme/new-account";

    public static Caller Admin { get; } = Caller.System("test");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string NewKid() => Guid.NewGuid().ToString("n");

    /// <summary>An ACME server that demands external accounts, unless told otherwise.</summary>
    public static async Task<string> NewServer(this IGrainFactory grains, string use = "required", string further = "")
    {
        var name = $"s{Guid.NewGuid():n}"[..20];
        var content = $$"""{"authority":"issuing","external_account":"{{use}}"{{further}}}""";
        var made = await grains.Object(new ObjectKey("acme-server", name)).Save(new SaveObjectCommand(SaveMode.Create, content, null, Admin), Token);
        made.Refusal.ShouldBeNull();
        return name;
    }

    public static Task<Outcome<ExternalAccountKeyWithSecret>> TryNewKey(this IGrainFactory grains, string content, string? kid = null) =>
        grains.ExternalAccountKey(kid ?? NewKid()).Create(new CreateExternalAccountKeyCommand(content, Admin), Token);

    /// <param name="further">More members of the document, with a comma in front.</param>
    public static async Task<ExternalAccountKeyWithSecret> NewKey(this IGrainFactory grains, string server, string further = "")
    {
        var made = await grains.TryNewKey($$"""{"name":"a key","server":"{{server}}"{{further}}}""");
        made.Refusal.ShouldBeNull();
        return made.Value!;
    }

    public static Task<Outcome<FoundAcmeAccount>> NewAccount(this IGrainFactory grains, string server, ECDsa account, string? binding, string url = Url)
    {
        var thumbprint = TestAccount.ThumbprintOf(account);
        var command = new CreateAcmeAccountCommand(
            [.. account.ExportSubjectPublicKeyInfo()], thumbprint, [], TermsAgreed: true, OnlyReturnExisting: false, null)
        {
            Server = server,
            ExternalAccountBinding = binding is null ? null : new SentExternalAccountBinding(binding, url),
        };
        return grains.AcmeAccountKey(thumbprint).FindOrCreate(command, Token);
    }

    public static Task<Outcome<AcmeOrder>> NewOrder(this IGrainFactory grains, string server, string account, string profile, params string[] names) =>
        grains.AcmeOrder(Guid.NewGuid().ToString("n")).Create(
            new CreateAcmeOrderCommand(account, profile, [.. names.Select(static name => new AcmeIdentifier("dns", name))], null, null, null)
            {
                Server = server,
            },
            Token);

    public static string Bind(this ExternalAccountKeyWithSecret key, ECDsa account, string algorithm = "HS256", string url = Url, string further = "") =>
        Sign($$"""{"alg":"{{algorithm}}","kid":"{{key.Key.Kid}}","url":"{{url}}"{{further}}}""", account, [.. key.Secret]);

    public static string Sign(string header, ECDsa account, byte[] secret)
    {
        var head = Base64UrlText.Encode(Encoding.UTF8.GetBytes(header));
        var body = Base64UrlText.Encode(Encoding.UTF8.GetBytes(JsonWebKey.From(PublicKeyInfo.Parse(account.ExportSubjectPublicKeyInfo())).Canonical));
        var input = Encoding.ASCII.GetBytes($"{head}.{body}");
        var mac = header.Contains("HS384", StringComparison.Ordinal) ? HMACSHA384.HashData(secret, input)
            : header.Contains("HS512", StringComparison.Ordinal) ? HMACSHA512.HashData(secret, input)
            : HMACSHA256.HashData(secret, input);
        return $$"""{"protected":"{{head}}","payload":"{{body}}","signature":"{{Base64UrlText.Encode(mac)}}"}""";
    }
}
