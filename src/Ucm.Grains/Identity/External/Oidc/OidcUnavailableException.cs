namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>The provider is away or answers nonsense. Never leaves the grain. The message holds no secret.</summary>
internal sealed class OidcUnavailableException(string message) : Exception(message);
