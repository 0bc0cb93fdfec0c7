using System.Collections.Immutable;

namespace Ucm.Frontend.Http.ClientCertificates;

/// <summary>
/// The certificates that a client presented: its own first, DER. Nothing of them has been checked but that the client, or the proxy, holds the key.
/// </summary>
internal sealed record PresentedCertificates(ImmutableArray<ImmutableArray<byte>> Chain)
{
    /// <summary>Octets of one certificate.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>The client's own and its intermediates; what comes after is left out.</summary>
    public const int MaxCount = 8;

    public static PresentedCertificates None { get; } = new([]);
}

internal static class PresentedCertificatesOfRequest
{
    /// <summary>Null when none was presented.</summary>
    public static PresentedCertificates? ClientCertificates(this HttpContext context) =>
        context.Features.Get<PresentedCertificates>() is { Chain.IsEmpty: false } presented ? presented : null;
}
