using System.Security.Cryptography;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Ocsp;
using Ucm.Grains.Profiles;
using Ucm.Pki.Crl;
using Ucm.Pki.Keys;
using Ucm.Pki.Ocsp;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities;

/// <summary>
/// Does once, in memory, what an authority from elsewhere will have to do here: a certificate, an empty CRL, an OCSP answer. Each goes through the
/// steps of the real one and is verified; nothing is stored or handed out. What fails here would fail on every request, after the authority was said
/// to be online.
/// </summary>
internal sealed class AuthorityRehearsal(IssuanceDrafting drafting, PublicUrls urls, TimeProvider clock)
{
    private static readonly Caller Self = Caller.System("import");
    private static readonly CertificateProfile Responder = BuiltInProfiles.Find(BuiltInProfiles.OcspSigning)!;

    /// <summary>In the order of the list, in which tls-server is the first.</summary>
    private static readonly CertificateProfile[] Profiles = [.. BuiltInProfiles.All.Where(static profile => profile != Responder)];

    /// <summary>Null when all three work. Refusal: PolicyViolation, naming what does not and why.</summary>
    public Task<Refusal?> Try(AuthorityId id, AuthorityCandidate candidate, CancellationToken cancellationToken) =>
        Task.Run(() => TryAll(IssuerContext.Of(candidate.ToSnapshot(id), urls), candidate.File.Key), cancellationToken);

    private async Task<Refusal?> TryAll(IssuerContext issuer, ISigningKey key) =>
        await Explain("issue a certificate", () => Issue(issuer, key))
        ?? await Explain("publish a CRL", () => Task.FromResult(Publish(issuer, key)))
        ?? await Explain("answer an OCSP question", () => Answer(issuer, key));

    private static async Task<Refusal?> Explain(string what, Func<Task<string?>> attempt)
    {
        string? why;
        try
        {
            why = await attempt();
        }
        catch (CryptographicException fault)
        {
            why = fault.Message;
        }

        return why is null ? null : new Refusal(RefusalCode.PolicyViolation, $"The authority could not {what} here: {why} It was not imported, and nothing was changed.");
    }

    /// <summary>One fitting profile is enough: an authority may be for mail or for programs only. The reason is that of the first profile.</summary>
    private async Task<string?> Issue(IssuerContext issuer, ISigningKey key)
    {
        using var subject = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        string? why = null;
        foreach (var profile in Profiles)
        {
            foreach (var content in RehearsalContents.Of(issuer.Info))
            {
                if (await Certify(issuer, key, profile, new Applicant(PublicKeyInfo.Parse(subject.SubjectPublicKeyInfo), content)) is not { } fault)
                {
                    return null;
                }

                why ??= fault;
            }
        }

        return why;
    }

    /// <summary>Steps 4, 5 and 8 of an issuance. Null when it went well.</summary>
    private async Task<string?> Certify(IssuerContext issuer, ISigningKey key, CertificateProfile profile, Applicant applicant)
    {
        var request = new IssuanceRequest(new RequestId("system:import:rehearsal"), [], Self, IssuanceProfile.OfPlatform(profile), issuer, (command, _) => Sign(key, command))
        {
            Applicant = applicant,
        };
        var composed = drafting.Compose(request, applicant);
        if (!composed.Succeeded)
        {
            return composed.Refusal.Detail;
        }

        if (drafting.Lint(request, composed.Value) is { } faulty)
        {
            return faulty.Detail + ".";
        }

        var reserved = ReservedCertificate.Of(new CertificateKey(issuer.Id, composed.Value.Serial), composed.Value);
        return (await IssuanceSigning.Sign(reserved, issuer, request.Sign, CancellationToken.None)).Refusal?.Detail;
    }

    private static Task<Outcome<SignedBytes>> Sign(ISigningKey key, SignCommand command) =>
        Task.FromResult<Outcome<SignedBytes>>(new SignedBytes([.. key.Sign(command.ToBeSigned.AsSpan())], [.. key.SignatureAlgorithm.Span]));

    private string? Publish(IssuerContext issuer, ISigningKey key)
    {
        var now = clock.GetUtcNow();
        var header = new CrlHeader(issuer.Info.Subject.Der, issuer.Info.SubjectKeyIdentifier, issuer.Info.SignatureAlgorithm, now, now + issuer.Snapshot!.Crl.Lifetime, Number: 1);
        var frame = CrlFrame.Of(header, entriesLength: 0);
        byte[] list = [.. frame.Before.Span, .. frame.After.Span];
        return issuer.Verifier.Verify(list, key.Sign(list), header.SignatureAlgorithm.Span) ? null : "its signature of a CRL does not verify.";
    }

    private async Task<string?> Answer(IssuerContext issuer, ISigningKey key)
    {
        var subject = OcspResponderGrain.SubjectOf(issuer.Id);
        var chain = issuer.Chain.Skip(1).Select(static der => ParsedCertificate.Parse(der.AsMemory()));
        if (!OcspDelegation.IsPossible(issuer.Certificate!, chain, subject))
        {
            return Answer(issuer, key, issuer.PublicKey);
        }

        using var responder = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        var applicant = new Applicant(PublicKeyInfo.Parse(responder.SubjectPublicKeyInfo), new CertificateRequestContent(subject, []));
        return await Certify(issuer, key, Responder, applicant) ?? Answer(issuer, responder, applicant.Key);
    }

    private string? Answer(IssuerContext issuer, ISigningKey key, PublicKeyInfo publicKey)
    {
        var (now, name) = (clock.GetUtcNow(), OcspIssuer.Of(issuer.Certificate!));
        var question = OcspCertIds.Encode(name, OcspHash.Sha1, withNull: true, [1]);
        var content = new OcspResponseContent(name.KeyHash(OcspHash.Sha1), now, [new OcspSingleResponse(question, OcspStatus.Unknown, null, now, now.AddMinutes(1))]);
        var response = OcspResponseEncoder.EncodeToBeSigned(content);
        return publicKey.Verify(response, key.Sign(response), key.SignatureAlgorithm.Span) ? null : "the signature of the answer does not verify.";
    }
}
