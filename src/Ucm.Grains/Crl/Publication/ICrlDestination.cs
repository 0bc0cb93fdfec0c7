using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl.Publication;

/// <summary>A place that CRLs are copied to.</summary>
internal interface ICrlDestination
{
    /// <summary>For logs, metrics and the audit.</summary>
    string Name { get; }

    /// <summary>Whoever reads there finds the old CRL or the new one, whole. One with a greater number that is there already stays: another node was quicker.</summary>
    /// <param name="content">At its beginning, seekable, of the row's size.</param>
    Task Put(CrlRow row, Stream content, CancellationToken cancellationToken);
}

/// <summary>Those that the configuration names.</summary>
internal sealed record CrlDestinations(IReadOnlyList<ICrlDestination> All);
