using System.Buffers.Text;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Storage.Audit;

namespace Ucm.Grains.Identity.Factors;

/// <summary>What the factors of every user have around them.</summary>
internal sealed class FactorSurroundings(PasskeyChallenges challenges, PublicUrls urls, IAuditStore audit, TimeProvider clock, ILogger<SecondFactorsGrain> log)
{
    public IAuditStore Audit => audit;

    public TimeProvider Clock => clock;

    public ILogger Log => log;

    /// <summary>What an app shows beside a code: with the host, for people who have more than one installation.</summary>
    public string Issuer { get; } = $"UltimateCA {new Uri(urls.Https).Host}";

    /// <summary>The key of the grain that keeps the user's handle.</summary>
    public string HandleKey(UserName user) => KeyOf(challenges.UserHandle(user.Value));

    public static string KeyOf(byte[] handle) => $"user-handle:{Base64Url.EncodeToString(handle)}";
}
