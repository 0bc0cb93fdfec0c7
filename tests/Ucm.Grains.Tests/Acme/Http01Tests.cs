using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

/// <summary>http-01 (RFC 8555 §8.3) at hosts that mean no good.</summary>
public sealed class Http01Tests
{
    private const string KeyAuthorization = "tokentokentoken.thumbprint";
    private readonly FakeZone zone = new FakeZone().AddAddress("www.example.com", "127.0.0.1").AddAddress("metadata.example.com", "169.254.169.254");
    private int requests;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Validate_BodyWithoutEnd_RefusedAfterAFewKilobytes()
    {
        long sent = 0;
        await using var server = Serve(async (stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {100 << 20}\r\n\r\n{KeyAuthorization}"), token);
            for (var block = new byte[1 << 16]; sent < 100 << 20; sent += block.Length)
            {
                await stream.WriteAsync(block, token);
            }
        });

        var fault = await Fault(server);

        fault!.Code.ShouldBe(RefusalCode.IncorrectResponse);

        // What the sockets of both sides hold, and no more.
        sent.ShouldBeLessThan(20 << 20);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("https://169.254.169.254/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://metadata.example.com/")]
    public async Task Validate_RedirectToAMetadataAddress_NotConnectedTo(string location)
    {
        await using var server = Serve(Redirect(location));

        var fault = await Fault(server);

        fault!.Code.ShouldBe(RefusalCode.Connection);
        fault.Detail.ShouldContain("only addresses that are not connected to");
    }

    [Fact]
    public async Task Validate_RedirectsToItself_GivenUpAfterTen()
    {
        await using var server = Serve(Redirect("/again"));

        (await Fault(server))!.Detail.ShouldBe("More than 10 redirects.");

        requests.ShouldBe(11);
    }

    [Theory]
    [InlineData("http://www.example.com:22/")]
    [InlineData("http://user:password@www.example.com/")]
    [InlineData("ftp://www.example.com/")]
    [InlineData("gopher://127.0.0.1/")]
    [InlineData("file:///etc/passwd")]
    public async Task Validate_RedirectThatIsNotFollowed_SaysWhereItWouldHaveLed(string location)
    {
        await using var server = Serve(Redirect(location));

        var fault = await Fault(server);

        fault!.Code.ShouldBe(RefusalCode.Connection);
        fault.Detail.ShouldContain(location);
        requests.ShouldBe(1);
    }

    [Fact]
    public async Task Validate_FirstFamilyRefuses_TheOtherIsAsked()
    {
        zone.Add("www.example.com", FakeNameServer.Aaaa, IPAddress.IPv6Loopback.GetAddressBytes());
        await using var server = Serve(Answer($"HTTP/1.1 200 OK\r\nContent-Length: {KeyAuthorization.Length}\r\n\r\n{KeyAuthorization}"));

        (await Fault(server)).ShouldBeNull();
    }

    [Fact]
    public async Task Validate_WrongAnswer_UrlAddressStatusAndAShortEscapedExcerpt()
    {
        var body = "<html>\u0007" + new string('x', 3000);
        await using var server = Serve(Answer($"HTTP/1.1 404 Not Found\r\nContent-Length: {body.Length}\r\n\r\n{body}"));

        var fault = await Fault(server);

        fault!.Detail.ShouldContain(string.Create(
            CultureInfo.InvariantCulture,
            $"http://www.example.com:{server.Port}/.well-known/acme-challenge/tokentokentoken (at 127.0.0.1) answered with status 404"));
        fault.Detail.ShouldContain("\"<html>\\x07xxx");
        fault.Detail.Length.ShouldBeLessThan(500);
    }

    [Fact]
    public async Task Validate_NotHttp_Connection()
    {
        await using var server = Serve(Answer("SSH-2.0-OpenSSH_9.2\r\n"));

        (await Fault(server))!.Code.ShouldBe(RefusalCode.Connection);
    }

    private static Func<Stream, CancellationToken, Task> Redirect(string location) =>
        Answer($"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");

    private static Func<Stream, CancellationToken, Task> Answer(string answer) =>
        async (stream, token) => await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), token);

    [SuppressMessage("Reliability", "CA2000", Justification = "The caller disposes it.")]
    private TlsAlpnServer Serve(Func<Stream, CancellationToken, Task> answer) => new(null, instead: async (stream, token) =>
    {
        var read = await stream.ReadAsync(new byte[4096], token);
        requests += read > 0 ? 1 : 0;
        await answer(stream, token);
    });

    private async Task<Refusal?> Fault(TlsAlpnServer server)
    {
        await using var dns = new FakeNameServer(zone);
        var parts = new ValidationParts(options => options.HttpPort = server.Port, dns);
        try
        {
            await parts.Http01.Validate(
                new ValidationRequest(new SubjectName(SubjectNameKind.Dns, "www.example.com"), "http-01", "tokentokentoken", KeyAuthorization),
                new ValidationTrail(),
                Token);
            return null;
        }
        catch (ValidationException fault)
        {
            return fault.Refusal;
        }
    }
}
