using System.Diagnostics;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CsCheck;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

/// <summary>tls-alpn-01 (RFC 8737, RFC 8738 §6): which handshakes prove a name, and what is said of all others.</summary>
public sealed class TlsAlpn01Tests
{
    private const string KeyAuthorization = "tokentokentoken.thumbprint";
    private const string Host = "www.example.com";
    private static readonly byte[] Digest = SHA256.HashData(Encoding.ASCII.GetBytes(KeyAuthorization));
    private static readonly byte[] Extension = TlsAlpnServer.OctetString(Digest);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

#pragma warning disable CA5398
    [Theory]
    [InlineData(SslProtocols.None)]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Validate_CertificateOfTheChallenge_ProvedWithTheNameInSni(SslProtocols versions)
    {
        using var certificate = TlsAlpnServer.Certificate(static names => names.AddDnsName("WWW.Example.com"), Extension);
        await using var server = new TlsAlpnServer(certificate, versions: versions);

        (await Fault(server)).ShouldBeNull();

        server.Names.ShouldBe([Host]);
    }
#pragma warning restore CA5398

    [Fact]
    public async Task Validate_IPv4Address_ProvedWithTheReverseNameInSni()
    {
        using var certificate = TlsAlpnServer.Certificate(static names => names.AddIpAddress(IPAddress.Loopback), Extension);
        await using var server = new TlsAlpnServer(certificate);

        (await Fault(server, new SubjectName(SubjectNameKind.Ip, "127.0.0.1"))).ShouldBeNull();

        server.Names.ShouldBe(["1.0.0.127.in-addr.arpa"]);
    }

    [Fact]
    public async Task Validate_IPv6Address_ProvedWithTheReverseNameInSni()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var certificate = TlsAlpnServer.Certificate(static names => names.AddIpAddress(IPAddress.IPv6Loopback), Extension);
        await using var server = new TlsAlpnServer(certificate, address: IPAddress.IPv6Loopback);

        (await Fault(server, new SubjectName(SubjectNameKind.Ip, "::1"))).ShouldBeNull();

        server.Names.ShouldBe(["1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"]);
    }

    public static TheoryData<string, string> Wrongs => new()
    {
        { "another name", "is the dNSName \"other.example.com\" and not the dNSName www.example.com" },
        { "two names", "has 2 subjectAltNames" },
        { "an address", "is the iPAddress 192.0.2.1" },
        { "a wildcard", "*.example.com" },
        { "no extension", "lacks the extension acmeIdentifier" },
        { "not critical", "is not critical" },
        { "another digest", "digest of another key authorization" },
        { "a short digest", "has 31 octets" },
        { "a raw digest", "malformed" },
        { "octets behind", "malformed" },
        { "another issuer", "not self-signed" },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task Validate_WrongCertificate_IncorrectResponseThatSaysWhatIsWrong(string kind, string said)
    {
        using var certificate = Wrong(kind);
        await using var server = new TlsAlpnServer(certificate);

        var fault = await Fault(server);

        fault!.Code.ShouldBe(RefusalCode.IncorrectResponse);
        fault.Detail.ShouldContain(said);
        fault.Detail.ShouldContain($"tls://{Host}:{server.Port} (at 127.0.0.1)");
    }

    [Fact]
    public async Task Validate_ServerWithoutAlpn_TlsAndSaysSo()
    {
        using var certificate = TlsAlpnServer.Certificate(static names => names.AddDnsName(Host), Extension);
        await using var server = new TlsAlpnServer(certificate, protocol: null);

        var fault = await Fault(server);

        (fault!.Code, fault.Detail.Contains("did not negotiate acme-tls/1", StringComparison.Ordinal)).ShouldBe((RefusalCode.Tls, true), fault.Detail);
    }

    [Fact]
    public async Task Validate_ServerOfAnotherProtocol_TlsWithItsAlert()
    {
        using var certificate = TlsAlpnServer.Certificate(static names => names.AddDnsName(Host), Extension);
        await using var server = new TlsAlpnServer(certificate, protocol: "h2");

        var fault = await Fault(server);

        (fault!.Code, fault.Detail.Contains("no_application_protocol (120)", StringComparison.Ordinal)).ShouldBe((RefusalCode.Tls, true), fault.Detail);
    }

    [Fact]
    public async Task Validate_NoTlsOnThePort_TlsAndNotAsLongAsAnAttempt()
    {
        await using var server = new TlsAlpnServer(
            null, instead: static async (stream, token) => await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), token));

        (await Fault(server))!.Code.ShouldBe(RefusalCode.Tls);
    }

    [Fact]
    public async Task Validate_ServerHangsUp_TlsAndSaysSo()
    {
        await using var server = new TlsAlpnServer(null, instead: static (_, _) => Task.CompletedTask);

        var fault = await Fault(server);

        fault!.Code.ShouldBe(RefusalCode.Tls);
        fault.Detail.ShouldContain("closed during the handshake");
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("dripping")]
    public async Task Validate_HandshakeThatNeverEnds_TlsWithinTheTimeOfAnAttempt(string how)
    {
        await using var server = new TlsAlpnServer(
            null, instead: (stream, token) => how == "silent" ? Task.Delay(Timeout.Infinite, token) : Drip(stream, token));
        var watch = Stopwatch.StartNew();

        var fault = await Fault(server);

        fault!.Code.ShouldBe(RefusalCode.Tls);
        fault.Detail.ShouldContain("did not finish the TLS handshake");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Validate_NothingListens_Connection()
    {
        int port;
        await using (var gone = new TlsAlpnServer(null))
        {
            port = gone.Port;
        }

        var fault = await Fault(port, new SubjectName(SubjectNameKind.Dns, Host));

        fault!.Code.ShouldBe(RefusalCode.Connection);
        fault.Detail.ShouldContain("127.0.0.1: ConnectionRefused");
    }

    [Fact]
    public async Task Validate_AddressDenied_NotConnectedTo()
    {
        using var certificate = TlsAlpnServer.Certificate(static names => names.AddDnsName(Host), Extension);
        await using var server = new TlsAlpnServer(certificate);

        var fault = await Fault(server.Port, new SubjectName(SubjectNameKind.Dns, Host), allowLoopback: false);

        fault!.Code.ShouldBe(RefusalCode.Connection);
        server.Names.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("192.0.2.10", "10.2.0.192.in-addr.arpa")]
    [InlineData("2001:db8::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa")]
    public void ServerName_Address_IsItsReverseName(string address, string expected) =>
        TlsAlpn01.ServerName(new SubjectName(SubjectNameKind.Ip, address)).ShouldBe(expected);

    /// <summary>The octets are a stranger's.</summary>
    [Fact]
    public void Fault_AnyCertificateOctets_NeverThrows()
    {
        using var good = TlsAlpnServer.Certificate(static names => names.AddDnsName(Host), Extension);
        var der = good.RawData;
        var name = new SubjectName(SubjectNameKind.Dns, Host);
        TlsAlpnCertificate.Fault(der, name, Digest).ShouldBeNull();

        Gen.Select(Gen.Int[0, der.Length - 1], Gen.Byte, Gen.Int[0, der.Length]).Sample(change =>
        {
            var spoiled = der.ToArray();
            spoiled[change.Item1] = change.Item2;
            _ = TlsAlpnCertificate.Fault(spoiled[..change.Item3], name, Digest);
            _ = TlsAlpnCertificate.Fault(spoiled, name, Digest);
        });
    }

    [Fact]
    public void Fault_AnyExtensionOctets_NeverProves() => Gen.Byte.Array[0, 40].Sample(
        static octets =>
        {
            using var certificate = TlsAlpnServer.Certificate(static names => names.AddDnsName(Host), octets);
            TlsAlpnCertificate.Fault(certificate.RawData, new SubjectName(SubjectNameKind.Dns, Host), Digest).ShouldNotBeNull();
        },
        iter: 100);

    private static X509Certificate2 Wrong(string kind) => kind switch
    {
        "another name" => TlsAlpnServer.Certificate(static names => names.AddDnsName("other.example.com"), Extension),
        "two names" => TlsAlpnServer.Certificate(
            static names =>
            {
                names.AddDnsName(Host);
                names.AddDnsName("other.example.com");
            },
            Extension),
        "an address" => TlsAlpnServer.Certificate(static names => names.AddIpAddress(IPAddress.Parse("192.0.2.1")), Extension),
        "a wildcard" => TlsAlpnServer.Certificate(static names => names.AddDnsName("*.example.com"), Extension),
        "no extension" => Of(null),
        "not critical" => TlsAlpnServer.Certificate(static names => names.AddDnsName(Host), Extension, critical: false),
        "another digest" => Of(TlsAlpnServer.OctetString(SHA256.HashData("other"u8))),
        "a short digest" => Of(TlsAlpnServer.OctetString(Digest[..31])),
        "a raw digest" => Of(Digest),
        "octets behind" => Of([.. Extension, 5, 0]),
        _ => TlsAlpnServer.Certificate(static names => names.AddDnsName(Host), Extension, issuer: "CN=somebody else"),
    };

    private static X509Certificate2 Of(byte[]? extension) => TlsAlpnServer.Certificate(static names => names.AddDnsName(Host), extension);

    private static async Task Drip(Stream stream, CancellationToken token)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));

        // A record of a handshake, announced as long.
        await stream.WriteAsync((byte[])[22, 3, 3, 64, 0], token);
        while (await timer.WaitForNextTickAsync(token))
        {
            await stream.WriteAsync((byte[])[2], token);
        }
    }

    private static Task<Refusal?> Fault(TlsAlpnServer server, SubjectName? name = null) =>
        Fault(server.Port, name ?? new SubjectName(SubjectNameKind.Dns, Host));

    private static async Task<Refusal?> Fault(int port, SubjectName name, bool allowLoopback = true)
    {
        await using var dns = new FakeNameServer(new FakeZone().AddAddress(Host, "127.0.0.1"));
        var parts = new ValidationParts(options => (options.TlsAlpnPort, options.AllowLoopback) = (port, allowLoopback), dns);
        try
        {
            await parts.TlsAlpn01.Validate(new ValidationRequest(name, "tls-alpn-01", "tokentokentoken", KeyAuthorization), new ValidationTrail(), Token);
            return null;
        }
        catch (ValidationException fault)
        {
            return fault.Refusal;
        }
        finally
        {
            parts.Connections.Count.ShouldBe(0);
        }
    }
}
