using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Profiles;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;
using Ucm.Storage.Keys;

namespace Ucm.Grains.Authorities;

/// <summary>
/// Everything that can be wrong with an authority to be, found before anything is written: 1 each field by itself · 2 the parent, and what it allows · 3 a rehearsal with a key that is thrown
/// away, composed and linted as the certificate will be. Faults are named by the pointers of the body of <c>POST /api/authorities</c>.
/// </summary>
internal sealed class AuthorityPlanning(
    AuthorityCertifier certifier, AuthorityCertificates certificates, AuthoritySnapshots snapshots, ProfileDirectory profiles, TimeProvider clock)
{
    private const string DeltaSuffix = "-delta";
    private const int MaxPathLength = 32;

    /// <summary>Step 1: the plan in its normal form. Refusals: Malformed, with one part for each faulty field.</summary>
    public static Outcome<AuthorityPlan> Read(AuthorityId id, CreateAuthorityCommand command)
    {
        var faults = new FieldFaults();
        if (id.Value.EndsWith(DeltaSuffix, StringComparison.Ordinal))
        {
            faults.Add("/id", $"An authority's identifier does not end in {DeltaSuffix}: its CRL would have the name of another's delta CRL.");
        }

        if (!DistinguishedName.TryParse(command.Subject, out var subject, out var fault))
        {
            faults.Add("/subject", fault.Detail);
        }
        else if (subject.CommonName is null)
        {
            faults.Add("/subject", "Must have a common name, such as CN=Example Root,O=Example,C=DE.");
        }

        if (!KeyAlgorithms.TryParse(command.KeyAlgorithm, out _))
        {
            faults.Add("/key_algorithm", "The key algorithm is not one of rsa-2048, rsa-3072, rsa-4096, ecdsa-p256, ecdsa-p384, ecdsa-p521, ed25519.");
        }

        if (command.Validity <= TimeSpan.Zero || command.Validity > BuiltInProfiles.RootCa.MaximumValidity)
        {
            faults.Add("/validity_days", $"Must be 1 to {BuiltInProfiles.RootCa.MaximumValidity.Days}.");
        }

        if (command.PathLength is < 0 or > MaxPathLength)
        {
            faults.Add("/path_length", $"Must be 0 to {MaxPathLength}, or left out for no limit.");
        }

        var extensions = AuthorityExtensions.Normalize(command.Extensions, faults);
        return faults.Any ? faults.ToRefusal() : AuthorityPlan.Of(command) with { Extensions = extensions };
    }

    /// <summary>Steps 2 and 3. Null when the authority can be made.</summary>
    public async Task<Refusal?> Check(AuthorityId id, AuthorityPlan plan, Caller caller, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (plan.Issuer is { } parent && await CheckParent(parent, plan, cancellationToken) is { } unfit)
        {
            return unfit;
        }

        var algorithm = AuthorityKeys.AlgorithmOf(plan.KeyAlgorithm);
        using var key = await Task.Run(() => SigningKeys.Generate(algorithm), cancellationToken);
        var row = new KeyRow(AuthorityKeys.IdOf(id), AuthorityKeys.Purpose, plan.KeyAlgorithm, [.. key.SubjectPublicKeyInfo.Span], [], clock.GetUtcNow());
        return await certifier.Rehearse(new AuthorityApplication(id, plan, row, Attempt: 1, caller), grains, cancellationToken);
    }

    private async Task<Refusal?> CheckParent(AuthorityId parent, AuthorityPlan plan, CancellationToken cancellationToken)
    {
        var view = await snapshots.ConfirmLatest(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        if (!view.Value.Issuers.TryGetValue(parent, out var issuer))
        {
            return Field("/parent", $"There is no authority \"{parent}\".", RefusalCode.Malformed);
        }

        if ((IssuanceAdmission.CheckOnline(issuer) ?? await certificates.CheckGood(parent, cancellationToken)) is { } closed)
        {
            return Field("/parent", closed.Detail, closed.Code);
        }

        var profile = await profiles.Find("sub-ca", cancellationToken);
        return profile.Succeeded ? CheckFit(issuer, plan, profile.Value.Certificate) : profile.Refusal;
    }

    private Refusal? CheckFit(IssuerContext issuer, AuthorityPlan plan, CertificateProfile profile)
    {
        var faults = new FieldFaults();
        var (now, info) = (clock.GetUtcNow(), issuer.Info);
        if (info.NotAfter <= now)
        {
            faults.Add("/parent", $"The certificate of {issuer.Id} has expired: it issues nothing.", RefusalCode.PolicyViolation);
        }
        else if (now - profile.Backdate + plan.Validity - TimeSpan.FromSeconds(1) > info.NotAfter)
        {
            faults.Add(
                "/validity_days", $"Must end before the parent, {info.NotAfter:yyyy-MM-dd}: at most {(int)(info.NotAfter - now).TotalDays} days.", RefusalCode.PolicyViolation);
        }
        else if (plan.Validity > profile.MaximumValidity)
        {
            faults.Add("/validity_days", $"The profile {profile.Name} allows at most {profile.MaximumValidity.Days} days.", RefusalCode.PolicyViolation);
        }

        CheckPathLength(info, plan, faults);
        CheckNames(info, plan, faults);
        return faults.Any ? faults.ToRefusal() : null;
    }

    private static void CheckPathLength(IssuerInfo issuer, AuthorityPlan plan, FieldFaults faults)
    {
        if (issuer.PathLength == 0)
        {
            faults.Add("/parent", "The path length of the parent does not allow an authority under it.", RefusalCode.PolicyViolation);
        }
        else if (issuer.PathLength is { } left && (plan.PathLength is not { } asked || asked >= left))
        {
            faults.Add("/path_length", $"Must be 0 to {left - 1}: the path length of the parent allows no more below this authority.", RefusalCode.PolicyViolation);
        }
    }

    private static void CheckNames(IssuerInfo issuer, AuthorityPlan plan, FieldFaults faults)
    {
        var subject = DistinguishedName.Parse(plan.Subject);
        if (subject.Matches(issuer.Subject))
        {
            faults.Add("/subject", "Must differ from the parent's.", RefusalCode.PolicyViolation);
        }

        var own = AuthorityExtensions.Of(plan);
        foreach (var above in issuer.InheritedConstraints.Prepend(issuer.NameConstraints).OfType<NameConstraints>())
        {
            if (above.Check(subject, []) is { } outside)
            {
                faults.Add("/subject", outside.Detail, RefusalCode.PolicyViolation);
            }

            if (own.Constraints?.Permitted.Select(subtree => subtree.CheckWithin(above)).FirstOrDefault(static fault => fault is not null) is { } wider)
            {
                faults.Add("/name_constraints/permitted", wider.Detail, RefusalCode.PolicyViolation);
            }
        }

        if (issuer.Purposes.Any(allowed => !allowed.Contains(ExtendedKeyUsages.Any) && own.Purposes?.All(allowed.Contains) == false))
        {
            faults.Add("/extended_key_usage", "Must be among those of the parent.", RefusalCode.PolicyViolation);
        }
    }

    private static Refusal Field(string pointer, string detail, RefusalCode code) => new(code, $"{pointer}: {detail}") { Parts = [new NamedRefusal(pointer, code, detail)] };
}
