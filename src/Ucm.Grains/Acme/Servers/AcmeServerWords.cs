using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Profiles;

namespace Ucm.Grains.Acme.Servers;

/// <summary>The words that an ACME server's document is written in.</summary>
internal static class AcmeServerWords
{
    public static readonly Vocabulary<ExternalAccountUse> ExternalAccount = new(
        ("off", ExternalAccountUse.Off), ("optional", ExternalAccountUse.Optional), ("required", ExternalAccountUse.Required));

    public static readonly Vocabulary<CaaMode> Caa = new(("off", CaaMode.Off), ("warn", CaaMode.Warn), ("enforce", CaaMode.Enforce));

    public static readonly string[] Challenges = ["http-01", "dns-01", "tls-alpn-01"];
}
