using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Ucm.Grains.Interfaces.KeyRing;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Signing;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.KeyRing;

/// <summary>Remembers the key ring of the frontends. Elements are only ever added: an old key still reads what it has written.</summary>
internal sealed class KeyRingGrain(
    [PersistentState(KeyRingState.Name, GrainStorageNames.Plain)] IPersistentState<KeyRingState> ring, MasterKey masterKey) : Grain, IKeyRingGrain
{
    /// <summary>A key lasts 90 days, so this is decades of them.</summary>
    internal const int MaxElements = 256;
    internal const int MaxName = 128;
    internal const int MaxLength = 8 * 1024;
    private const string Purpose = "data-protection";

    public Task<Interfaces.KeyRing.KeyRing> Get(CancellationToken cancellationToken) => Task.FromResult(View());

    public async Task<Outcome<Interfaces.KeyRing.KeyRing>> Add(KeyRingElement element, int version, CancellationToken cancellationToken)
    {
        if (!IsElement(element))
        {
            return new Refusal(RefusalCode.Malformed, $"An element of the key ring has a name of at most {MaxName} and XML of at most {MaxLength} characters.");
        }

        var elements = ring.State.Elements;
        if (version != elements.Length || elements.Any(known => known.Name == element.Name))
        {
            return View();
        }

        if (elements.Length >= MaxElements)
        {
            return new Refusal(RefusalCode.Conflict, "The key ring is full.");
        }

        await Commit(new KeyRingState(elements.Add(Seal(element))), cancellationToken);
        return View();
    }

    private static bool IsElement(KeyRingElement element)
    {
        if (element.Name is not { Length: > 0 and <= MaxName } || element.Xml is not { Length: > 0 and <= MaxLength })
        {
            return false;
        }

        try
        {
            using var reader = XmlReader.Create(new StringReader(element.Xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return reader.MoveToContent() == XmlNodeType.Element && XNode.ReadFrom(reader) is XElement;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>This storage writes no audit row: the ring opens nothing but what browsers hold for an hour.</summary>
    private async Task Commit(KeyRingState next, CancellationToken cancellationToken)
    {
        var previous = ring.State;
        ring.State = next;
        try
        {
            await ring.WriteStateAsync(cancellationToken);
        }
        catch
        {
            ring.State = previous;
            throw;
        }
    }

    private Interfaces.KeyRing.KeyRing View() => new(ring.State.Elements.Length, [.. ring.State.Elements.Select(Open)]);

    private SealedElement Seal(KeyRingElement element)
    {
        var plain = Encoding.UTF8.GetBytes(element.Xml);
        try
        {
            return new SealedElement(element.Name, ImmutableArray.Create(KeyEnvelope.Seal(masterKey, new EnvelopeName(element.Name, Purpose), plain)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private KeyRingElement Open(SealedElement element)
    {
        var plain = KeyEnvelope.Open(masterKey, new EnvelopeName(element.Name, Purpose), element.Envelope.AsSpan());
        try
        {
            return new KeyRingElement(element.Name, Encoding.UTF8.GetString(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
