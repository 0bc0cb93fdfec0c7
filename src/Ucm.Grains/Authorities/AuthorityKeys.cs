using Ucm.Grains.Interfaces.Authorities;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Authorities;

/// <summary>How the vault names authorities' keys.</summary>
internal static class AuthorityKeys
{
    /// <summary>Bound into the envelope: a responder's or user's key never opens as an authority's.</summary>
    public const string Purpose = "authority";

    // Stored: forever. The first key; a new key of the same authority gets the next number.
    public static string IdOf(AuthorityId id) => $"authority:{id}:1";

    /// <summary>Of a name that was checked when the authority was made.</summary>
    public static KeyAlgorithm AlgorithmOf(string name) =>
        KeyAlgorithms.TryParse(name, out var algorithm) ? algorithm : throw new InvalidOperationException($"The key algorithm {name} is not known.");
}
