using Ucm.Grains.Interfaces.RateLimits;

#pragma warning disable IDE0130 // One partial class, one file per feature.
namespace Ucm.Grains.Interfaces;

public static partial class GrainFactoryExtensions
{
    public static IRateLimitGrain RateLimit(this IGrainFactory grains, string limit, string subject) => grains.GetGrain<IRateLimitGrain>($"{limit}:{subject}");
}
