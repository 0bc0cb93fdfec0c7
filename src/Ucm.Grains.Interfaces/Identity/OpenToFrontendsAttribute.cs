namespace Ucm.Grains.Interfaces.Identity;

/// <summary>
/// Marks a grain method that frontends may call. All others answer the silos alone, whoever the caller says it is. Where an open method takes a <see cref="Caller"/>, the
/// silo believes only its session: a living one of that user, whose permissions replace those that were sent (docs/decisions/0006-a-frontend-is-not-believed.md).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenToFrontendsAttribute : Attribute;
