using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.External;

/// <summary>What external providers answer beside an identity.</summary>
internal static class ExternalRefusals
{
    /// <summary>For the chain of providers only; the caller is told the same as for a wrong password.</summary>
    public static readonly Refusal Unknown = new(RefusalCode.NotFound, "The provider does not know the user.");

    public static readonly Refusal Unavailable = new(
        RefusalCode.Unavailable, "The identity provider does not answer. Try again in a moment.", TimeSpan.FromSeconds(30));
}
