using System.Collections.Immutable;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>
/// Finds the user of a certificate that leads to a trusted authority, and opens the session. A refusal is audited from the moment that a rule names an
/// existing user: only a holder of such a certificate gets that far (law 7).
/// </summary>
internal sealed class CertificateAccess(
    IGrainFactory grains, CertificateRules rules, CertificateStanding standing, SessionOpener sessions, CertificateRefusals refusals)
{
    /// <summary>Refusals: InvalidCredentials with the reason, for the log; Unavailable.</summary>
    public async Task<Outcome<SignedIn>> Open(TrustedPath path, CertificateSignInCommand command, CancellationToken cancellationToken)
    {
        if (rules.First(path.Client) is not { } rule)
        {
            return Refuse($"No rule matches {path.Client.Subject} of {path.Client.Issuer}.");
        }

        if (rule.UserOf(path.Client) is not { } name)
        {
            return Refuse($"The certificate of {path.Client.Subject} does not have exactly one {rule.User} that is a user's name.");
        }

        var certificate = path.ToSession(rule.MayAdminister);
        var fault = await standing.FindFault(certificate, cancellationToken);
        var user = fault is null && !rule.Roles.IsEmpty
            ? await grains.User(name).Provision(path.ToUser(rule, command.Address), cancellationToken)
            : await grains.User(name).GetAccess(cancellationToken);
        if (!user.Succeeded)
        {
            return user.Refusal.Code == RefusalCode.Unavailable ? user.Refusal : Refuse(fault ?? $"The user {name} may not sign in: {user.Refusal.Detail}");
        }

        fault ??= certificate.Allows(user.Value) ? null : $"The user {name} is an administrator, and the rule does not say Admin.";
        if (fault is not null)
        {
            await refusals.Record(name, certificate, command.Address, fault, cancellationToken);
            return Refuse(fault);
        }

        return await sessions.Open(user.Value, command.Kind, Methods, command.Address, certificate, cancellationToken);
    }

    private static ImmutableArray<string> Methods { get; } = ["mtls"];

    private static Refusal Refuse(string reason) => new(RefusalCode.InvalidCredentials, reason);
}
