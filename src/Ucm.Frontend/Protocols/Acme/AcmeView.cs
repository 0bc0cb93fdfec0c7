using System.Text;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>From the grains' records to the objects of RFC 8555 §7.1.</summary>
internal sealed class AcmeView(AcmeUrls urls)
{
    public AcmeReply Account(AcmeAccount account, int status = StatusCodes.Status200OK) => AcmeReply.Json(
        new AccountJson(Name(account.Status), account.Contact, account.TermsAgreed ? true : null, urls.Orders(account.Id), account.CreatedAt),
        AcmeJsonContext.Default.AccountJson,
        status) with
    { Location = urls.Account(account.Id) };

    public AcmeReply Order(AcmeOrder order, int status = StatusCodes.Status200OK)
    {
        var json = new OrderJson(
            Name(order.Status),
            order.ExpiresAt,
            order.Authorizations.Select(static authorization => Identifier(authorization.Identifier)),
            order.Profile,
            order.NotBefore,
            order.NotAfter,
            order.Error?.ToProblem(),
            order.Authorizations.Select((_, index) => urls.Authorization(order.Id, index)),
            urls.Finalize(order.Id),
            order.Certificate is null ? null : urls.Certificate(order.Id),
            order.Replaces);
        return AcmeReply.Json(json, AcmeJsonContext.Default.OrderJson, status) with { Location = urls.Order(order.Id), RetryAfter = order.RetryAfter };
    }

    public AcmeReply Authorization(AcmeOrder order, int index, int status = StatusCodes.Status200OK)
    {
        var authorization = order.Authorizations[index];
        var offered = authorization.Status == AcmeAuthorizationStatus.Pending
            ? authorization.Challenges
            : [.. authorization.Challenges.Where(static challenge => challenge.Status != AcmeChallengeStatus.Pending)];
        var (identifier, isWildcard) = Base(authorization.Identifier);
        var json = new AuthorizationJson(
            Identifier(identifier),
            Name(authorization.Status),
            authorization.ExpiresAt,
            offered.Select(challenge => Challenge(order, index, challenge)),
            isWildcard ? true : null);
        return AcmeReply.Json(json, AcmeJsonContext.Default.AuthorizationJson, status) with
        {
            Location = status == StatusCodes.Status201Created ? urls.Authorization(order.Id, index) : null,
            RetryAfter = order.RetryAfter,
        };
    }

    public AcmeReply Challenge(AcmeOrder order, int index, string type) => AcmeReply.Json(
        Challenge(order, index, order.Authorizations[index].Challenges.First(challenge => challenge.Type == type)),
        AcmeJsonContext.Default.ChallengeJson) with
    {
        Links = [$"<{urls.Authorization(order.Id, index)}>;rel=\"up\""],
        RetryAfter = order.RetryAfter,
    };

    /// <summary>Leaf first, no root, a newline at the end (RFC 8555 §9.1), with links to the same certificate in its other chains (§7.4.2).</summary>
    /// <param name="chain">Empty for the authority's own; null is returned when there is no other of this name.</param>
    public AcmeReply? Certificate(string order, AcmeCertificate certificate, string chain)
    {
        AlternateChain[] all = [new AlternateChain(string.Empty, certificate.Chain), .. certificate.Alternates.IsDefault ? [] : certificate.Alternates];
        if (all.FirstOrDefault(known => known.Name == chain) is not { } asked)
        {
            return null;
        }

        var text = new StringBuilder(4096);
        foreach (var der in asked.Certificates.Insert(0, certificate.Der))
        {
            text.Append(System.Security.Cryptography.PemEncoding.Write("CERTIFICATE", der.AsSpan())).Append('\n');
        }

        return new AcmeReply(StatusCodes.Status200OK)
        {
            Body = Encoding.ASCII.GetBytes(text.ToString()),
            ContentType = "application/pem-certificate-chain",
            Links = [.. all.Where(known => known != asked)
                .Select(known => $"<{urls.Certificate(order, known.Name.Length == 0 ? null : known.Name)}>;rel=\"alternate\"")],
        };
    }

    private ChallengeJson Challenge(AcmeOrder order, int index, AcmeChallenge challenge) => new(
        challenge.Type,
        urls.Challenge(order.Id, index, challenge.Type),
        Name(challenge.Status),
        challenge.Token,
        challenge.ValidatedAt,
        challenge.Error?.ToProblem(),
        challenge.Attempts.IsEmpty ? null : challenge.Attempts.SelectMany(Records));

    private static IEnumerable<ValidationRecordJson> Records(ValidationAttempt attempt) => attempt.Hops.IsEmpty
        ? [new ValidationRecordJson(attempt.At, null, null, null, attempt.Error?.ToProblem())]
        : attempt.Hops.Select((hop, index) => new ValidationRecordJson(attempt.At, hop.Url, hop.Resolved, hop.Used, index == attempt.Hops.Length - 1 ? attempt.Error?.ToProblem() : null));

    /// <summary>The authorization for a wildcard shows the name below it (RFC 8555 §7.1.4).</summary>
    private static (SubjectName Name, bool IsWildcard) Base(SubjectName name) =>
        name.Value.StartsWith("*.", StringComparison.Ordinal) ? (name with { Value = name.Value[2..] }, true) : (name, false);

    private static IdentifierJson Identifier(SubjectName name) => new(name.Kind == SubjectNameKind.Ip ? "ip" : "dns", name.Value);

    private static string Name<T>(T status)
        where T : struct, Enum => status.ToString().ToLowerInvariant();
}
