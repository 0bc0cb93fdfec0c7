namespace Ucm.Pki;

/// <summary>An expected refusal: what a parser or composer says instead of throwing. <paramref name="Detail"/> is one plain sentence for the requester, without secrets.</summary>
public sealed record PkiFault(PkiFaultKind Kind, string Detail)
{
    internal static PkiFault Malformed(string detail) => new(PkiFaultKind.Malformed, detail);
}
