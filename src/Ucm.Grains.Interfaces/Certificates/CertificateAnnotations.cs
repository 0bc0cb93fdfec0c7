using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>What people note about a certificate. No part of what is signed; it may change at any time.</summary>
/// <param name="Labels">In the order of their names, each name once; at most <see cref="MaxLabels"/>.</param>
/// <param name="Owner">Whom to ask about it, as text of at most <see cref="MaxOwner"/> characters; empty for nobody.</param>
/// <param name="Notes">At most <see cref="MaxNotes"/> characters, lines included; empty for none.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.certificate-annotations")]
public sealed record CertificateAnnotations(
    [property: Id(0)] ImmutableArray<CertificateLabel> Labels, [property: Id(1)] string Owner, [property: Id(2)] string Notes)
{
    public const int MaxLabels = 32;
    public const int MaxLabelName = 63;
    public const int MaxLabelValue = 255;
    public const int MaxOwner = 255;
    public const int MaxNotes = 2000;

    /// <summary>How often they were changed; what If-Match compares.</summary>
    [Id(3)]
    public long Version { get; init; }

    public static CertificateAnnotations None { get; } = new([], string.Empty, string.Empty);
}

/// <summary>One label.</summary>
/// <param name="Name">1 to 63 of the characters a–z, A–Z, 0–9, <c>. _ / -</c>.</param>
/// <param name="Value">At most 255 characters without control characters.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.certificate-label")]
public sealed record CertificateLabel([property: Id(0)] string Name, [property: Id(1)] string Value);

/// <summary>Change the annotations of a certificate, as a merge patch does (RFC 7396).</summary>
/// <param name="Labels">Each is set; one without a value is removed. Others stay, unless <paramref name="ClearLabels"/>.</param>
/// <param name="Owner">Null leaves it as it is, empty removes it.</param>
/// <param name="Notes">Likewise.</param>
/// <param name="ExpectedVersion">Of <see cref="CertificateAnnotations.Version"/>; null for any.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.annotate-command")]
public sealed record AnnotateCommand(
    [property: Id(0)] ImmutableArray<LabelChange> Labels,
    [property: Id(1)] bool ClearLabels,
    [property: Id(2)] string? Owner,
    [property: Id(3)] string? Notes,
    [property: Id(4)] long? ExpectedVersion,
    [property: Id(5)] Identity.Caller Caller);

/// <summary>A label to set, or to remove when it has no value.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.label-change")]
public sealed record LabelChange([property: Id(0)] string Name, [property: Id(1)] string? Value);
