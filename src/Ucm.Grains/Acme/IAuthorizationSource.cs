using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Acme;

/// <summary>
/// Gives authorizations that are valid when the order is made, so that the client has nothing to prove. Registered in <see cref="AcmeModule"/>.
/// </summary>
internal interface IAuthorizationSource
{
    /// <summary>Valid, with its <see cref="AcmeAuthorization.Source"/>; null when the account has to prove the name.</summary>
    ValueTask<AcmeAuthorization?> Find(AcmeOrderRequest request, SubjectName name, CancellationToken cancellationToken);
}
