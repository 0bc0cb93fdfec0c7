using System.Text;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Jose;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>Reads bindings, and checks all of them but the MAC: that takes the key.</summary>
internal static class ExternalAccountBindings
{
    /// <summary>Refusals: Malformed, BadSignatureAlgorithm, BadPublicKey.</summary>
    /// <param name="thumbprint">Of the key of the account, which the binding must be for.</param>
    public static Outcome<ExternalAccountBinding> Read(SentExternalAccountBinding sent, string thumbprint)
    {
        if (sent.Jws.Length > SentExternalAccountBinding.MaxLength)
        {
            return Malformed($"The externalAccountBinding is longer than {SentExternalAccountBinding.MaxLength} characters.");
        }

        if (!ExternalAccountBinding.TryParse(Encoding.UTF8.GetBytes(sent.Jws), out var binding, out var fault))
        {
            return new Refusal(
                fault.Kind switch
                {
                    JoseFaultKind.Algorithm => RefusalCode.BadSignatureAlgorithm,
                    JoseFaultKind.PublicKey => RefusalCode.BadPublicKey,
                    _ => RefusalCode.Malformed,
                },
                fault.Detail);
        }

        if (binding.Url != sent.Url)
        {
            return Malformed("The \"url\" of the externalAccountBinding is not that of the request (RFC 8555 §7.3.4).");
        }

        return binding.AccountKey.Thumbprint == thumbprint
            ? binding
            : Malformed("The payload of the externalAccountBinding is not the key of this account (RFC 8555 §7.3.4).");
    }

    private static Refusal Malformed(string detail) => new(RefusalCode.Malformed, detail);
}
