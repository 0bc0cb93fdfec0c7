using Ucm.Grains.Interfaces.Inbox;

#pragma warning disable IDE0130 // One partial class, one file per feature.
namespace Ucm.Grains.Interfaces;

public static partial class GrainFactoryExtensions
{
    public static IInboxRequestGrain InboxRequest(this IGrainFactory grains, string id) => grains.GetGrain<IInboxRequestGrain>($"inbox:{id}");

    public static IInboxGrain Inbox(this IGrainFactory grains) => grains.GetGrain<IInboxGrain>(0);
}
