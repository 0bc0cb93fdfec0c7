using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

/// <summary>dns-01 (RFC 8555 §8.4): which answers prove a name.</summary>
public sealed class Dns01Tests
{
    private const string KeyAuthorization = "tokentokentoken.thumbprint";
    private const string Place = "_acme-challenge.www.example.com";
    private static readonly string Value = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(KeyAuthorization)));
    private readonly FakeZone zone = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Validate_OneOfManyValuesIsRight_Proved()
    {
        zone.AddTxt(Place, "old").AddTxt(Place, Value).AddTxt(Place, "v=spf1 -all");

        (await Fault()).ShouldBeNull();
    }

    [Fact]
    public async Task Validate_ValueInSeveralStrings_Joined()
    {
        zone.AddTxt(Place, Value[..10], "", Value[10..30], Value[30..]);

        (await Fault()).ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Validate_CnamesIntoOtherZones_Followed(bool sentTogether)
    {
        var chased = new FakeZone { Chases = sentTogether };
        chased.AddCname(Place, "www.acme.example.net").AddCname("www.acme.example.net", "a.b.example.org").AddTxt("a.b.example.org", Value);

        (await Fault(chased)).ShouldBeNull();

        chased.Asked.ShouldBe(sentTogether ? [$"TXT {Place}"] : [$"TXT {Place}", "TXT www.acme.example.net", "TXT a.b.example.org"]);
    }

    [Fact]
    public async Task Validate_CnamesInACircle_DnsAndShowsTheCircle()
    {
        zone.AddCname(Place, "b.example.com").AddCname("b.example.com", Place);

        var fault = await Fault();

        fault!.Code.ShouldBe(RefusalCode.Dns);
        fault.Detail.ShouldContain($"{Place} → b.example.com → {Place}");
    }

    [Fact]
    public async Task Validate_EndlessCnames_BoundedAndDns()
    {
        zone.AddCname(Place, "n0.example.com");
        for (var i = 0; i < 50; i++)
        {
            zone.AddCname($"n{i}.example.com", $"n{i + 1}.example.com");
        }

        (await Fault())!.Detail.ShouldContain("More than 10 CNAME records");

        zone.Asked.Count.ShouldBeLessThan(15);
    }

    [Fact]
    public async Task Validate_AnswerTruncated_AskedAgainOverTcp()
    {
        for (var i = 0; i < 60; i++)
        {
            zone.AddTxt(Place, $"another value with the number {i}");
        }

        zone.AddTxt(Place, Value);

        (await Fault()).ShouldBeNull();
        zone.Asked.ShouldBe([$"TXT {Place}", $"TXT {Place}+"]);
    }

    [Fact]
    public async Task Validate_ThousandsOfRecords_ShortDetailWithTheirNumber()
    {
        for (var i = 0; i < 3000; i++)
        {
            zone.AddTxt(Place, $"{i}");
        }

        var fault = await Fault();

        fault!.Code.ShouldBe(RefusalCode.IncorrectResponse);
        fault.Detail.ShouldContain("None of the 3000 TXT records");
        fault.Detail.ShouldContain("and 2995 more");
        fault.Detail.Length.ShouldBeLessThan(1000);
    }

    [Fact]
    public async Task Validate_Wildcard_TheNameBelowIsAsked()
    {
        zone.AddTxt("_acme-challenge.example.com", Value);

        (await Fault(zone, "*.example.com")).ShouldBeNull();
    }

    [Fact]
    public async Task Validate_AskedAgain_NothingOfTheFirstAnswerIsKept()
    {
        await using var server = new FakeNameServer(zone.AddTxt(Place, "old"));
        var parts = new ValidationParts(server);

        var before = await Fault(parts);
        zone.AddTxt(Place, Value);
        var after = await Fault(parts);

        (before?.Code, after).ShouldBe((RefusalCode.IncorrectResponse, null));
    }

    [Theory]
    [InlineData(2, "ServerFailure")]
    [InlineData(5, "Refused")]
    [InlineData(3, "(NXDOMAIN)")]
    [InlineData(0, "There is no TXT record at")]
    public async Task Validate_NoAnswer_ToldApartWithNameAndServer(int code, string said)
    {
        await using var server = new FakeNameServer(code is 0 ? zone.AddTxt($"deeper.{Place}", "x") : code is 3 ? zone : zone.Fail(Place, code));

        var fault = await Fault(new ValidationParts(server));

        fault!.Code.ShouldBe(code == 0 ? RefusalCode.IncorrectResponse : RefusalCode.Dns);
        fault.Detail.ShouldContain(said);
        fault.Detail.ShouldContain(Place);
        fault.Detail.ShouldContain(server.EndPoint);
    }

    [Fact]
    public async Task Validate_NobodyAnswers_DnsWithinTheTimeOfAnAttempt()
    {
        zone.Fail(Place, -1);
        var watch = Stopwatch.StartNew();

        var fault = await Fault();

        fault!.Code.ShouldBe(RefusalCode.Dns);
        fault.Detail.ShouldContain("No name server answered");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(9));
    }

    [Fact]
    public async Task Validate_FirstServerIsDead_TheNextIsAsked()
    {
        await using var dead = new FakeNameServer(static (int _) => null);
        await using var alive = new FakeNameServer(zone.AddTxt(Place, Value));

        (await Fault(new ValidationParts(dead, alive))).ShouldBeNull();
    }

    [Theory]
    [InlineData("_acme-challenge.www.example.com.www.example.com")]
    [InlineData("_acme-challenge.www.example.com.example.com")]
    [InlineData("www.example.com")]
    public async Task Validate_RightValueAtAUsualWrongName_TheNameIsTold(string wrong)
    {
        zone.AddTxt(wrong, Value);

        (await Fault())!.Detail.ShouldContain($"The right value is at {wrong}, which is the wrong name");
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { KeyAuthorization, "key authorization itself" },
        { "tokentokentoken", "is the token" },
        { "tokentokentoken.other", "another account's key" },
        { $"\"{Value}\"", "quotes" },
        { $" {Value}", "white space" },
        { Value + "=", "base64url without padding" },
        { Value.ToUpperInvariant(), "another case" },
        { Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(KeyAuthorization))), "hexadecimal" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Validate_AUsualMistake_NamedWithWhatWasFoundAndWhatIsRight(string value, string said)
    {
        zone.AddTxt(Place, value);

        var fault = await Fault();

        fault!.Code.ShouldBe(RefusalCode.IncorrectResponse);
        fault.Detail.ShouldContain(said);
        fault.Detail.ShouldContain(Value);
    }

    [Fact]
    public async Task Validate_ValueWithControlCharacters_ShownEscaped()
    {
        zone.AddTxt(Place, "a\r\n\u001b[31m\"é");

        var detail = (await Fault())!.Detail;

        detail.ShouldContain("\"a\\x0d\\x0a\\x1b[31m\\x22\\xc3\\xa9\"");
        detail.ShouldAllBe(static c => c >= ' ' && c < '\x7F');
    }

    [Fact]
    public async Task Validate_AuthoritativeServersAsked_TheirAnswerCounts()
    {
        await using var own = new FakeNameServer(new FakeZone().AddTxt(Place, Value).AddAddress("www.example.com", "192.0.2.1"));
        await using var resolver = new FakeNameServer(
            zone.AddTxt(Place, "stale").AddNs("example.com", "ns.example.net").AddAddress("ns.example.net", "127.0.0.1"));
        var parts = new ValidationParts(options => options.DnsPort = own.Port, resolver);

        (await Fault(parts))!.Detail.ShouldContain("stale");
        (await Fault(parts, authoritative: true)).ShouldBeNull();
    }

    [Fact]
    public async Task Validate_AuthoritativeServersAtADeniedAddress_NotAsked()
    {
        var ownZone = new FakeZone().AddTxt(Place, Value);
        await using var own = new FakeNameServer(ownZone);
        await using var resolver = new FakeNameServer(
            zone.AddNs("example.com", "ns.example.net").AddAddress("ns.example.net", "127.0.0.1").AddNs("com", "ns.example.net"));
        var parts = new ValidationParts(options => (options.DnsPort, options.AllowLoopback) = (own.Port, false), resolver);

        var fault = await Fault(parts, authoritative: true);

        fault!.Detail.ShouldContain("no addresses that may be asked");
        ownZone.Asked.ShouldBeEmpty();
    }

    /// <summary>A stranger's name server chooses the octets; whatever they are, they are no fault of ours.</summary>
    [Fact]
    public async Task Validate_AnswersOfRandomOctets_AlwaysARefusal()
    {
        await using var server = new FakeNameServer(zone.AddTxt(Place, "a", "b").AddCname("other", "c.d"));
        var parts = new ValidationParts(server);
        for (var round = 0; round < 300; round++)
        {
            zone.Garble(answer =>
            {
                for (var i = RandomNumberGenerator.GetInt32(1, 12); i > 0; i--)
                {
                    answer[RandomNumberGenerator.GetInt32(6, answer.Length)] = (byte)RandomNumberGenerator.GetInt32(256);
                }

                return answer[..RandomNumberGenerator.GetInt32(answer.Length / 2, answer.Length + 1)];
            });
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var fault = await Fault(parts);
            fault.ShouldNotBeNull();
        }
    }

    [Fact]
    public void Proves_NamesAndWildcardsButNoAddresses()
    {
        var challenge = new ValidationParts().Dns01;

        challenge.Proves(new SubjectName(SubjectNameKind.Dns, "a.example.com")).ShouldBeTrue();
        challenge.Proves(new SubjectName(SubjectNameKind.Dns, "*.example.com")).ShouldBeTrue();
        challenge.Proves(new SubjectName(SubjectNameKind.Ip, "192.0.2.1")).ShouldBeFalse();
    }

    private Task<Refusal?> Fault() => Fault(zone);

    private static async Task<Refusal?> Fault(FakeZone asked, string name = "www.example.com")
    {
        await using var server = new FakeNameServer(asked);
        return await Fault(new ValidationParts(server), name);
    }

    private static async Task<Refusal?> Fault(ValidationParts parts, string name = "www.example.com", bool authoritative = false)
    {
        var policy = new ValidationPolicy("https://ca.example/acme/account/1", CaaMode.Off, ImmutableArray<string>.Empty, authoritative);
        var request = new ValidationRequest(new SubjectName(SubjectNameKind.Dns, name), "dns-01", "tokentokentoken", KeyAuthorization, policy);
        try
        {
            await parts.Dns01.Validate(request, new ValidationTrail(), Token);
            return null;
        }
        catch (ValidationException fault)
        {
            return fault.Refusal;
        }
    }
}
