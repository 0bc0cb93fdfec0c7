using Microsoft.Extensions.Options;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>Makes the first state of an order: its names, and for each an authorization with every challenge that can prove it.</summary>
internal sealed class AcmeOrderFactory(IOptions<AcmeOptions> options, IEnumerable<IChallengeType> types, TimeProvider clock)
{
    public Refusal? TryCreate(CreateAcmeOrderCommand command, out AcmeOrderState? order)
    {
        order = null;
        var now = clock.GetUtcNow();
        if (AcmeIdentifiers.TryNormalize(command.Identifiers, options.Value.MaximumIdentifiers, name => types.Any(type => type.Proves(name)), out var names) is { } refusal)
        {
            return refusal;
        }

        var expiresAt = Seconds(now + options.Value.OrderLifetime);
        order = new AcmeOrderState
        {
            Account = command.Account,
            Profile = command.Profile,
            CreatedAt = now,
            ExpiresAt = expiresAt,
            NotBefore = command.NotBefore,
            NotAfter = command.NotAfter,
            Authorizations = [.. names.Select(name => new AcmeAuthorization(name, AcmeAuthorizationStatus.Pending, expiresAt, [.. Challenges(name)]))],
        };
        return null;
    }

    private IEnumerable<AcmeChallenge> Challenges(SubjectName name) => types
        .Where(type => type.Proves(name))
        .Select(static type => new AcmeChallenge(type.Name, AcmeIds.NewToken(), AcmeChallengeStatus.Pending, null, null, []));

    private static DateTimeOffset Seconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
