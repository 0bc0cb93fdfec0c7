using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Acme;

namespace Ucm.Grains.Acme.Reuse;

/// <summary>
/// On a server that reuses authorizations: what the account proved before, by a challenge that the server still offers. The copy ends when the
/// original does, and is no original itself, so that nothing lives on by being copied.
/// </summary>
internal sealed class ReusedAuthorizations(IAcmeIndex index, AuthorizationSources sources, TimeProvider clock) : IAuthorizationSource
{
    public async ValueTask<AcmeAuthorization?> Find(AcmeOrderRequest request, SubjectName name, CancellationToken cancellationToken)
    {
        if (!request.Server.AuthorizationReuse)
        {
            return null;
        }

        var rows = await index.FindAuthorizations(request.Account.Id, request.Server.Name, [name], clock.GetUtcNow(), cancellationToken);
        if (rows is not [var row]
            || await sources.Find(request.Account.Id, row.OrderId, row.Position, cancellationToken) is not { } original
            || original.Identifier != name)
        {
            return null;
        }

        var proof = original.Challenges.FirstOrDefault(static challenge => challenge.Status == AcmeChallengeStatus.Valid);
        return proof is null || !request.Server.Challenges.Contains(proof.Type)
            ? null
            : original with
            {
                ExpiresAt = original.ExpiresAt < row.ExpiresAt ? original.ExpiresAt : row.ExpiresAt,
                Challenges = [proof],
                Source = AuthorizationSources.Name(row.OrderId, row.Position),
            };
    }
}
