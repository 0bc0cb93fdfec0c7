using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>
/// What the external account key of an account lets it order, asked when an order, or an authorization without one, is made and again when an order
/// is finalized: the key may have changed between. Names that a key was pre-validated for get authorizations without a challenge.
/// </summary>
internal sealed class ExternalAccountRules(IGrainFactory grains, TimeProvider clock) : IAcmeOrderRule, IAuthorizationSource
{
    // Stored: forever.
    public const string SourcePrefix = "external-account:";

    // What was decided about an order is asked again for each of its names.
    private readonly ConditionalWeakTable<AcmeOrderRequest, ExternalAccountGrant> decided = [];

    public async ValueTask<Refusal?> CheckNew(AcmeOrderRequest request, CancellationToken cancellationToken)
    {
        var granted = await Check(request.Account, request.Server, request.Profile, request.Names, cancellationToken);
        if (granted.Succeeded)
        {
            decided.AddOrUpdate(request, granted.Value);
        }

        return granted.Refusal;
    }

    public async ValueTask<Refusal?> CheckFinal(AcmeOrderState order, AcmeServer server, AcmeAccount account, CancellationToken cancellationToken)
    {
        var names = order.Authorizations.Select(static authorization => authorization.Identifier);
        var granted = await Check(account, server, order.Profile, names, cancellationToken);
        if (!granted.Succeeded)
        {
            return granted.Refusal;
        }

        var source = granted.Value.Prevalidated ? SourcePrefix + granted.Value.Kid : null;
        return order.Authorizations.Any(one => one.Source?.StartsWith(SourcePrefix, StringComparison.Ordinal) == true && one.Source != source)
            ? new Refusal(
                RefusalCode.Forbidden,
                "Names of the order needed no challenge because of an external account key for which they need one by now; order again.")
            : null;
    }

    public ValueTask<AcmeAuthorization?> Find(AcmeOrderRequest request, SubjectName name, CancellationToken cancellationToken)
    {
        if (!decided.TryGetValue(request, out var granted) || !granted.Prevalidated)
        {
            return default;
        }

        var end = clock.GetUtcNow() + request.Server.OrderLifetime;
        var expiresAt = new DateTimeOffset(end.UtcTicks - (end.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        return new(new AcmeAuthorization(name, AcmeAuthorizationStatus.Valid, expiresAt, []) { Source = SourcePrefix + granted.Kid });
    }

    /// <summary>
    /// Refusals: ExternalAccountRequired; Forbidden (the key is disabled, expired, another server's, or gone); UnknownProfile; RejectedIdentifier
    /// with Parts; Unavailable. A server whose external accounts are off asks nothing of a key.
    /// </summary>
    private async ValueTask<Outcome<ExternalAccountGrant>> Check(
        AcmeAccount account, AcmeServer server, string profile, IEnumerable<SubjectName> names, CancellationToken cancellationToken)
    {
        if (server.ExternalAccount == ExternalAccountUse.Off)
        {
            return ExternalAccountGrant.None;
        }

        if (account.ExternalAccount is not { } kid)
        {
            return server.ExternalAccount == ExternalAccountUse.Required ? ExternalAccountRefusals.Required : ExternalAccountGrant.None;
        }

        var looked = await grains.ExternalAccountKey(kid).Look(cancellationToken);
        if (!looked.Succeeded)
        {
            return looked.Refusal.Code == RefusalCode.NotFound ? looked.Refusal with { Code = RefusalCode.Forbidden } : looked.Refusal;
        }

        var terms = ExternalAccountKind.ReadTerms(looked.Value.Content);
        var refusal = terms.RefuseUse(looked.Value.Status == ExternalAccountKeyStatus.Enabled, server.Name, clock.GetUtcNow())
            ?? CheckProfile(terms, profile)
            ?? CheckNames(terms, names);
        return refusal is null ? new ExternalAccountGrant(kid, terms.Prevalidated) : refusal;
    }

    /// <summary>An authorization without an order names no profile.</summary>
    private static Refusal? CheckProfile(ExternalAccountTerms terms, string profile) => profile.Length > 0 && terms.Profiles is { } profiles && !profiles.Contains(profile)
        ? new Refusal(RefusalCode.UnknownProfile, $"The external account may order the profiles {string.Join(", ", profiles)} only, not {profile}.")
        : null;

    private static Refusal? CheckNames(ExternalAccountTerms terms, IEnumerable<SubjectName> names)
    {
        if (terms.Identifiers is not { } rules)
        {
            return null;
        }

        ImmutableArray<NamedRefusal> parts =
            [.. names.Select(rules.Check).OfType<NamedRefusal>().Select(static part => part with { Detail = $"For the external account: {part.Detail}" })];
        return parts.Length switch
        {
            0 => null,
            1 => new Refusal(parts[0].Code, parts[0].Detail) { Parts = parts },
            _ => new Refusal(parts[0].Code, $"{parts.Length} identifiers of the order are refused for the external account.") { Parts = parts },
        };
    }
}

/// <summary>What an external account adds to an order.</summary>
/// <param name="Kid">Null when it adds nothing.</param>
/// <param name="Prevalidated">Whether the order's names need no challenge.</param>
internal sealed record ExternalAccountGrant(string? Kid, bool Prevalidated)
{
    public static ExternalAccountGrant None { get; } = new(null, Prevalidated: false);
}
