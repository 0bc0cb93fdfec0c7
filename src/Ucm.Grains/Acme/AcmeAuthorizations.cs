using System.Collections.Immutable;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>
/// Makes the authorizations of a new order: for each name one that is valid already, or one with every challenge of the server that can prove the
/// name.
/// </summary>
internal sealed class AcmeAuthorizations(IEnumerable<IChallengeType> types, IEnumerable<IAuthorizationSource> sources)
{
    /// <summary>Refusals: RejectedIdentifier, with a part for each name that no challenge of the server can prove.</summary>
    public async ValueTask<(ImmutableArray<AcmeAuthorization> Made, Refusal? Refusal)> Create(
        AcmeOrderRequest request, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var made = ImmutableArray.CreateBuilder<AcmeAuthorization>(request.Names.Length);
        var unprovable = ImmutableArray.CreateBuilder<NamedRefusal>();
        foreach (var name in request.Names)
        {
            var authorization = await FindValid(request, name, cancellationToken)
                ?? new AcmeAuthorization(name, AcmeAuthorizationStatus.Pending, expiresAt, [.. Challenges(request.Server, name)]);
            made.Add(authorization);
            if (authorization is { Status: AcmeAuthorizationStatus.Pending, Challenges.IsEmpty: true })
            {
                unprovable.Add(Unprovable(request.Server, name));
            }
        }

        return (made.ToImmutable(), unprovable.Count == 0 ? null : AcmeIdentifiers.Refuse(unprovable.ToImmutable()));
    }

    /// <summary>Before the account is known: null when a challenge of the server can prove the name, or nothing but the account can tell.</summary>
    public NamedRefusal? CheckProvable(AcmeServer server, SubjectName name) =>
        server.ExternalAccount != ExternalAccountUse.Off || Offered(server, name).Any() ? null : Unprovable(server, name);

    private async ValueTask<AcmeAuthorization?> FindValid(AcmeOrderRequest request, SubjectName name, CancellationToken cancellationToken)
    {
        foreach (var source in sources)
        {
            if (await source.Find(request, name, cancellationToken) is { } valid)
            {
                return valid;
            }
        }

        return null;
    }

    private IEnumerable<IChallengeType> Offered(AcmeServer server, SubjectName name) =>
        types.Where(type => server.Challenges.Contains(type.Name) && type.Proves(name));

    private IEnumerable<AcmeChallenge> Challenges(AcmeServer server, SubjectName name) => Offered(server, name)
        .Select(static type => new AcmeChallenge(type.Name, AcmeIds.NewToken(), AcmeChallengeStatus.Pending, null, null, []));

    private static NamedRefusal Unprovable(AcmeServer server, SubjectName name)
    {
        var offered = string.Join(", ", server.Challenges);
        var detail = name.Value[0] == '*'
            ? $"Wildcards need a challenge over DNS (dns-01), which this server does not offer (it offers {offered})."
            : $"No challenge that this server offers ({offered}) can prove it.";
        return new NamedRefusal(name.Value, RefusalCode.RejectedIdentifier, detail);
    }
}
