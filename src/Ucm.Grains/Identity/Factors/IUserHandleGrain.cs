using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.Factors;

/// <summary>Whose a user handle of passkeys is, for a sign-in that begins with the passkey. Key: <c>user-handle:{base64url}</c>.</summary>
[Alias("ucm.user-handle-grain")]
internal interface IUserHandleGrain : IGrainWithStringKey
{
    /// <summary>Notes the owner. Refusals: Conflict (it is another user's).</summary>
    [Alias("Claim")]
    Task<Outcome<UserHandleOwner>> Claim(UserName user, CancellationToken cancellationToken);

    /// <summary>Refusals: NotFound.</summary>
    [Alias("Find")]
    Task<Outcome<UserHandleOwner>> Find(CancellationToken cancellationToken);
}

/// <summary>The user that a handle is of.</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias(Name)]
internal sealed record UserHandleOwner
{
    public const string Name = "ucm.state.user-handle";

    [Id(0)]
    public UserName User { get; init; }
}
