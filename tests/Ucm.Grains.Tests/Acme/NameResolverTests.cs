using Ucm.Grains.Acme.Validation;

namespace Ucm.Grains.Tests.Acme;

/// <summary>What one family or one server fails to say counts only when nobody else says anything.</summary>
public sealed class NameResolverTests
{
    private static readonly NameReply Four = NameReply.Of("192.0.2.1");

    public static TheoryData<string> Silences => ["dropped", "truncated", "servfail", "refused", "empty"];

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task Resolve_AaaaFails_TheAddressOfAIsFound(string how)
    {
        await using var server = new FakeNameServer(type => type == FakeNameServer.A ? Four : Silence(how));

        (await Resolve(server)).ShouldBe(["192.0.2.1"]);
    }

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task Resolve_AFails_TheAddressOfAaaaIsFound(string how)
    {
        await using var server = new FakeNameServer(type => type == FakeNameServer.Aaaa ? NameReply.Of("2001:db8::1") : Silence(how));

        (await Resolve(server)).ShouldBe(["2001:db8::1"]);
    }

    [Fact]
    public async Task Resolve_Both_Ipv6First()
    {
        await using var server = new FakeNameServer(type => type == FakeNameServer.A ? Four : NameReply.Of("2001:db8::1"));

        (await Resolve(server)).ShouldBe(["2001:db8::1", "192.0.2.1"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Resolve_OneServerIsDead_EachQuestionIsAnsweredAllTheSame(bool deadIsFirst)
    {
        await using var dead = new FakeNameServer(static _ => null);
        await using var alive = new FakeNameServer(static type => type == FakeNameServer.A ? Four : NameReply.Of());
        FakeNameServer[] servers = deadIsFirst ? [dead, alive] : [alive, dead];

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Resolve(servers)));

        answers.ShouldAllBe(static answer => answer.Single() == "192.0.2.1");
    }

    [Theory]
    [InlineData(0, "there is no A")]
    [InlineData(2, "says ServerFailure")]
    [InlineData(3, "no such name")]
    [InlineData(5, "says Refused")]
    public async Task Resolve_NoAddressAtAll_SaysWhatTheServerSaid(int code, string said)
    {
        await using var server = new FakeNameServer(_ => new NameReply(code, Truncated: false));

        var fault = await Should.ThrowAsync<ValidationException>(() => Resolve(server));

        fault.Refusal.Detail.ShouldContain(said);
        fault.Refusal.Detail.ShouldContain("host.example");
    }

    [Fact]
    public async Task Resolve_NobodyAnswers_EndsWithinTheTimeOfAnAttempt()
    {
        await using var server = new FakeNameServer(static _ => null);
        using var attempt = new CancellationTokenSource(TimeSpan.FromSeconds(10));

        var fault = await Should.ThrowAsync<ValidationException>(() => ResolveBefore(attempt.Token, server));

        fault.Refusal.Detail.ShouldContain("no name server answered");
    }

    private static NameReply? Silence(string how) => how switch
    {
        "dropped" => null,
        "truncated" => new NameReply(0, Truncated: true),
        "servfail" => new NameReply(2, Truncated: false),
        "refused" => new NameReply(5, Truncated: false),
        _ => NameReply.Of(),
    };

    private static Task<string[]> Resolve(params FakeNameServer[] servers) => ResolveBefore(TestContext.Current.CancellationToken, servers);

    private static async Task<string[]> ResolveBefore(CancellationToken cancellationToken, params FakeNameServer[] servers)
    {
        var resolver = new ValidationParts(servers).Resolver;
        return [.. (await resolver.Resolve("host.example", cancellationToken)).Select(static address => address.ToString())];
    }
}
