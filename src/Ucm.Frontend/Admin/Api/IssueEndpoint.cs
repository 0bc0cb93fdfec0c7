using System.Collections.Immutable;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Keys;

namespace Ucm.Frontend.Admin.Api;

/// <summary>
/// <c>POST /api/certificates</c>: 1 read and check the body · 2 csr given, or key generated · 3 one call to the issuance grain · 4 answer, with the PKCS#12 if the key was
/// generated. Nothing is read beside that: profile and authority are the grain's business.
/// </summary>
internal static class IssueEndpoint
{
    private const string DefaultProfile = "tls-server";

    public static async Task<IResult> Issue(HttpContext context, IGrainFactory grains, KeyMaker keys, TimeProvider clock, CancellationToken cancellationToken)
    {
        var read = await context.ReadBody(ApiJson.Default.IssueBody);
        if (!read.Succeeded)
        {
            return read.Refusal.ToProblem();
        }

        var body = read.Value;
        if (KeyMaker.Check(body, out var algorithm) is { } badKey)
        {
            return badKey.ToProblem();
        }

        if (body.Key is { Algorithm: null })
        {
            (algorithm, var unknown) = await DefaultKey(grains, body.Profile ?? DefaultProfile, cancellationToken);
            if (unknown is not null)
            {
                return unknown.ToProblem();
            }
        }

        using var key = body.Key is null ? null : await keys.Make(algorithm, cancellationToken);
        if (TryCommand(context, body, key, out var command) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var outcome = await grains.Issuance(command!.Authority).Issue(command, cancellationToken);
        if (!outcome.Succeeded)
        {
            return outcome.Refusal.ToProblem();
        }

        var answer = await Answer(outcome.Value, command, grains, clock.GetUtcNow(), cancellationToken);
        if (key is not null)
        {
            answer = await keys.WithKey(answer, outcome.Value, key, body.Password!, body.Format);
        }

        if (outcome.Value.Replayed)
        {
            context.Response.Headers["Idempotency-Replayed"] = "true";
        }

        context.Response.Headers.Location = $"/api/certificates/{answer.Id}";
        return TypedResults.Json(answer, ApiJson.Default.CertificateAnswer, statusCode: StatusCodes.Status201Created);
    }

    /// <summary>The algorithm that a profile has for those who name none.</summary>
    public static async Task<(KeyAlgorithm Algorithm, Refusal? Refusal)> DefaultKey(IGrainFactory grains, string profile, CancellationToken cancellationToken)
    {
        var ofProfile = await grains.ProfileCatalog().GetDefaultKey(profile, cancellationToken);
        if (!ofProfile.Succeeded)
        {
            return (default, ofProfile.Refusal);
        }

        return KeyAlgorithms.TryParse(ofProfile.Value.Algorithm, out var known) ? (known, null) : throw new InvalidOperationException("The silo named a key that there is not.");
    }

    private static Refusal? TryCommand(HttpContext context, IssueBody body, ISigningKey? key, out IssueCommand? command)
    {
        command = null;
        var caller = context.Caller();
        ImmutableArray<byte> csr = [];
        RequestedContent? content = null;
        AuthorityId authority = default;
        var refusal = IssueRequests.TryRequestId(context, caller.Name, out var request)
            ?? IssueRequests.TryAuthority(body, out authority)
            ?? IssueRequests.TryContent(body, out content)
            ?? (key is null ? PastedRequest.TryRead(body.Csr!, out csr) : null);
        if (refusal is null)
        {
            csr = key is null ? csr : [.. KeyMaker.Request(key)];
            command = new IssueCommand(request, authority, body.Profile ?? DefaultProfile, csr, caller, content)
            {
                GeneratedKey = body.Key is null ? null : body.Key.Algorithm ?? string.Empty,
                Annotations = IssueRequests.Annotations(body),
            };
        }

        return refusal;
    }

    /// <summary>A certificate issued before may have been revoked since, so then its record is asked.</summary>
    private static async Task<CertificateAnswer> Answer(
        IssuedCertificate issued, IssueCommand command, IGrainFactory grains, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var record = issued.Replayed ? await grains.Certificate(issued.Key).Get(cancellationToken) : null;
        return record is { Succeeded: true } ? record.Value.ToAnswer(now, issued.Chain) : issued.ToAnswer(command.Profile, command.Caller.ToString(), now).With(command.Annotations);
    }
}
