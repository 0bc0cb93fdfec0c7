using System.Globalization;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Profiles;
using Ucm.Grains.Signing;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;
using Ucm.Storage.Keys;

namespace Ucm.Grains.Authorities;

/// <summary>An authority's own certificate, by the same recorded-then-signed steps as any other, so that it has a row, a status and an audit trail.</summary>
internal sealed class AuthorityCertifier(
    IssuanceSteps steps,
    IssuanceChecks checks,
    IssuanceDrafting drafting,
    AuthoritySnapshots snapshots,
    ProfileDirectory profiles,
    KeyVault vault,
    SigningLane lane,
    TimeProvider clock)
{
    private const string SubordinateProfile = "sub-ca";

    /// <summary>Composes and lints what would be signed, and writes nothing. Null when it can be.</summary>
    public async Task<Refusal?> Rehearse(AuthorityApplication application, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var prepared = application.Plan.Issuer is { } issuer
            ? await UnderIssuer(application, issuer, grains, cancellationToken)
            : SelfSigned(application);
        if (!prepared.Succeeded)
        {
            return prepared.Refusal;
        }

        var request = prepared.Value;
        if ((IssuanceAdmission.CheckOnline(request) ?? checks.Check(request).Refusal) is { } refusal)
        {
            return refusal;
        }

        var composed = drafting.Compose(request, request.Applicant!);
        return composed.Succeeded
            ? drafting.Lint(request, composed.Value) ?? await drafting.Validate(request, composed.Value, cancellationToken)
            : composed.Refusal;
    }

    /// <summary>Calling again with the same attempt ends in the same certificate.</summary>
    public async Task<Outcome<IssuedCertificate>> Certify(AuthorityApplication application, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var prepared = application.Plan.Issuer is { } issuer
            ? await UnderIssuer(application, issuer, grains, cancellationToken)
            : SelfSigned(application);
        return prepared.Succeeded ? await steps.Issue(prepared.Value, cancellationToken) : prepared.Refusal;
    }

    private async Task<Outcome<IssuanceRequest>> UnderIssuer(AuthorityApplication application, AuthorityId issuer, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var confirmed = await snapshots.Confirm(issuer, cancellationToken);
        if (!confirmed.Succeeded)
        {
            return confirmed.Refusal;
        }

        var found = await profiles.Find(SubordinateProfile, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Refusal;
        }

        var profile = found.Value with { Certificate = Fill(found.Value.Certificate, application.Plan) };
        return Request(application, profile, confirmed.Value, grains.Signer(issuer).Sign);
    }

    private Outcome<IssuanceRequest> SelfSigned(AuthorityApplication application)
    {
        var key = PublicKeyInfo.Parse(application.Key.PublicKey.AsMemory());
        var algorithm = AuthorityKeys.AlgorithmOf(application.Plan.KeyAlgorithm);
        var context = IssuerContext.OfNewRoot(application.Id, DistinguishedName.Parse(application.Plan.Subject), key, algorithm);
        var profile = IssuanceProfile.OfPlatform(Fill(BuiltInProfiles.RootCa, application.Plan));
        return Request(application, profile, context, (command, cancellationToken) => SignOwn(application.Key, command, cancellationToken));
    }

    private static CertificateProfile Fill(CertificateProfile profile, AuthorityPlan plan) =>
        AuthorityExtensions.Of(plan).Over(profile) with { PathLength = plan.PathLength };

    private IssuanceRequest Request(AuthorityApplication application, IssuanceProfile profile, IssuerContext issuer, CertificateSigner signer)
    {
        var plan = application.Plan;
        var notBefore = Later(clock.GetUtcNow() - profile.Certificate.Backdate, issuer.Info.NotBefore);
        var notAfter = Earlier(notBefore + plan.Validity - TimeSpan.FromSeconds(1), issuer.Info.NotAfter);
        var content = new CertificateRequestContent(DistinguishedName.Parse(plan.Subject), [], null, notAfter);
        var attempt = application.Attempt.ToString(CultureInfo.InvariantCulture);
        var validity = plan.Validity.Ticks.ToString(CultureInfo.InvariantCulture);
        var pathLength = plan.PathLength?.ToString(CultureInfo.InvariantCulture);
        return new IssuanceRequest(
            new RequestId($"system:authority:{application.Id}:{attempt}"),
            RequestHash.Of([application.Id.Value, plan.Subject, plan.KeyAlgorithm, validity, pathLength, plan.Issuer?.Value, .. plan.Extensions is { } extensions ? [extensions] : Array.Empty<string?>()]),
            application.Caller,
            profile,
            issuer,
            signer)
        {
            Applicant = new Applicant(PublicKeyInfo.Parse(application.Key.PublicKey.AsMemory()), content),
        };
    }

    /// <summary>A root has no signer grain before it is online: this once, its key is opened here.</summary>
    private async Task<Outcome<SignedBytes>> SignOwn(KeyRow row, SignCommand command, CancellationToken cancellationToken)
    {
        using var key = vault.Open(row);
        var signature = await lane.Sign(key, command.ToBeSigned.AsMemory(), cancellationToken);
        return new SignedBytes([.. signature], [.. key.SignatureAlgorithm.Span]);
    }

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}

/// <summary>An authority that wants its certificate.</summary>
internal sealed record AuthorityApplication(AuthorityId Id, AuthorityPlan Plan, KeyRow Key, int Attempt, Caller Caller);
