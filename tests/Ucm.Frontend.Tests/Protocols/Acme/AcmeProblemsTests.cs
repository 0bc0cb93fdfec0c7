using System.Text.Json;
using Shouldly;
using Ucm.Frontend.Protocols.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Protocols.Acme;

public sealed class AcmeProblemsTests
{
    /// <summary>The registry of RFC 8555 §9.7.4 and what RFC 9773 and the profiles draft add.</summary>
    private static readonly string[] Registered =
    [
        "accountDoesNotExist", "alreadyReplaced", "alreadyRevoked", "badCSR", "badNonce", "badPublicKey", "badRevocationReason", "badSignatureAlgorithm", "caa",
        "compound", "connection", "dns",
        "externalAccountRequired", "incorrectResponse", "invalidContact", "malformed", "orderNotReady", "rateLimited", "rejectedIdentifier", "serverInternal", "tls",
        "unauthorized", "unsupportedContact", "unsupportedIdentifier", "userActionRequired", "invalidProfile",
    ];

    public static TheoryData<RefusalCode> Codes => [.. Enum.GetValues<RefusalCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void ToReply_OfEveryCode_IsARegisteredProblemWithAnErrorStatus(RefusalCode code)
    {
        var reply = new Refusal(code, "Detail.", TimeSpan.FromSeconds(7)).ToReply();

        using var json = JsonDocument.Parse(reply.Body);
        reply.Status.ShouldBeInRange(400, 599);
        reply.ContentType.ShouldBe("application/problem+json");
        reply.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
        json.RootElement.GetProperty("status").GetInt32().ShouldBe(reply.Status);
        json.RootElement.GetProperty("type").GetString()!.Split(':')[^1].ShouldBeOneOf(Registered);
    }

    [Fact]
    public void ToReply_OfSeveralBadNames_HasASubproblemForEach()
    {
        var refusal = new Refusal(RefusalCode.RejectedIdentifier, "Two.")
        {
            Parts = [new NamedRefusal("a_b.example", RefusalCode.RejectedIdentifier, "One."), new NamedRefusal("*.example.com", RefusalCode.RejectedIdentifier, "Two.")],
        };

        using var json = JsonDocument.Parse(refusal.ToReply().Body);

        var parts = json.RootElement.GetProperty("subproblems").EnumerateArray().ToList();
        parts.Select(part => part.GetProperty("identifier").GetProperty("value").GetString()).ShouldBe(["a_b.example", "*.example.com"]);
    }

    [Fact]
    public void ToReply_OfAForeignAlgorithm_ListsThoseThatAreAccepted()
    {
        using var json = JsonDocument.Parse(new Refusal(RefusalCode.BadSignatureAlgorithm, "No.").ToReply().Body);

        json.RootElement.GetProperty("algorithms").EnumerateArray().Select(static item => item.GetString()).ShouldContain("ES256");
    }
}
