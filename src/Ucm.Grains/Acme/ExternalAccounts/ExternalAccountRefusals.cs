using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>Refusals that several classes give, so that they say the same.</summary>
internal static class ExternalAccountRefusals
{
    public static Refusal NoSuchKey { get; } = new(RefusalCode.NotFound, "There is no such external account key.");

    /// <summary>For a wrong MAC and for an unknown kid: whoever guesses learns nothing.</summary>
    public static Refusal NotBound { get; } =
        new(RefusalCode.Forbidden, "The externalAccountBinding does not verify: its kid is unknown, or its MAC was made with another key (RFC 8555 §7.3.4).");

    public static Refusal Required { get; } =
        new(RefusalCode.ExternalAccountRequired, "This server only takes accounts that are bound to an external account (RFC 8555 §7.3.4).");

    /// <summary>Why a key may not be used at a server now; null when it may.</summary>
    public static Refusal? RefuseUse(this ExternalAccountTerms terms, bool enabled, string server, DateTimeOffset now)
    {
        if (!enabled)
        {
            return Forbidden("is disabled");
        }

        if (terms.ExpiresAt <= now)
        {
            return Forbidden("has expired");
        }

        return terms.Server == server ? null : Forbidden("is for another ACME server");
    }

    private static Refusal Forbidden(string why) => new(RefusalCode.Forbidden, $"The external account key {why}.");
}
