using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki.Jose;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Acme;

/// <summary>Checks the key of an account. A thumbprint names an account, so it is computed here (RFC 7638) and never believed.</summary>
internal static class AcmeKeys
{
    /// <summary>Null when <paramref name="publicKey"/> is a key whose thumbprint is each of <paramref name="thumbprints"/>.</summary>
    public static Refusal? CheckThumbprint(ImmutableArray<byte> publicKey, params ReadOnlySpan<string> thumbprints)
    {
        if (!PublicKeyInfo.TryParse(publicKey.AsMemory(), out var key, out var fault))
        {
            return BadKey(fault);
        }

        var own = JsonWebKey.From(key).Thumbprint;
        foreach (var thumbprint in thumbprints)
        {
            if (thumbprint != own)
            {
                return new Refusal(RefusalCode.BadPublicKey, $"The thumbprint is not the key's, which is {own}.");
            }
        }

        return null;
    }

    /// <summary>Null when it is strong enough for an account.</summary>
    public static Refusal? CheckStrength(ImmutableArray<byte> publicKey) =>
        !PublicKeyInfo.TryParse(publicKey.AsMemory(), out var key, out var fault) || (fault = KeyPolicy.Default.Check(key)) is not null ? BadKey(fault) : null;

    private static Refusal BadKey(Pki.PkiFault fault) => fault.ToRefusal() with { Code = RefusalCode.BadPublicKey };
}
