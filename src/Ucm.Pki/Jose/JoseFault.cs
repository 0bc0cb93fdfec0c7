namespace Ucm.Pki.Jose;

/// <summary>An expected refusal. <paramref name="Detail"/> is one plain sentence for the sender, without secrets.</summary>
public sealed record JoseFault(JoseFaultKind Kind, string Detail)
{
    internal static JoseFault Malformed(string detail) => new(JoseFaultKind.Malformed, detail);
}
