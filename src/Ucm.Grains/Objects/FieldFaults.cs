using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Objects;

/// <summary>Collects everything that is wrong with a document, each fault with the JSON pointer of its field (RFC 6901).</summary>
internal sealed class FieldFaults
{
    /// <summary>Enough to mend a form by; a hostile document gets no longer answer.</summary>
    private const int Most = 100;

    private readonly ImmutableArray<NamedRefusal>.Builder faults = ImmutableArray.CreateBuilder<NamedRefusal>();

    public int Count => faults.Count;

    public bool Any => faults.Count > 0;

    public void Add(string pointer, string detail, RefusalCode code = RefusalCode.Malformed)
    {
        if (faults.Count < Most)
        {
            faults.Add(new NamedRefusal(pointer, code, detail));
        }
    }

    public Refusal ToRefusal() =>
        new(faults[0].Code, faults.Count == 1 ? $"{faults[0].Name}: {faults[0].Detail}" : $"{faults.Count} fields are not right; the first is {faults[0].Name}: {faults[0].Detail}")
        {
            Parts = faults.ToImmutable(),
        };

    /// <summary>A member's name or index as one step of a pointer.</summary>
    public static string Step(string member) => "/" + member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
