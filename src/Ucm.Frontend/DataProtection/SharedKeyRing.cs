using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.KeyRing;

namespace Ucm.Frontend.DataProtection;

/// <summary>
/// This frontend's copy of the ring that the grain keeps. ASP.NET Core reads it synchronously, so reading never leaves this process; a new element waits here until
/// <see cref="Send"/> has it in the grain.
/// </summary>
internal sealed class SharedKeyRing(IGrainFactory grains) : IXmlRepository
{
    private readonly Queue<KeyRingElement> unsent = new();
    private volatile KeyRing ring = new(0, []);

    public IReadOnlyCollection<XElement> GetAllElements() => [.. ring.Elements.Select(static element => XElement.Parse(element.Xml))];

    public void StoreElement(XElement element, string friendlyName) => unsent.Enqueue(new KeyRingElement(friendlyName, element.ToString(SaveOptions.DisableFormatting)));

    /// <summary>True when the ring is another one than before.</summary>
    public async Task<bool> Load(CancellationToken cancellationToken) => Take(await grains.KeyRing().Get(cancellationToken));

    /// <summary>Offers what was stored. Of several frontends that had the same idea at once the grain takes the first one's.</summary>
    public async Task Send(CancellationToken cancellationToken)
    {
        while (unsent.TryDequeue(out var element))
        {
            var added = await grains.KeyRing().Add(element, ring.Version, cancellationToken);
            if (added.Succeeded)
            {
                Take(added.Value);
            }
        }
    }

    private bool Take(KeyRing next)
    {
        var changed = next.Version != ring.Version;
        ring = next;
        return changed;
    }
}
