using System.Buffers;
using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Certificates;

/// <summary>What labels, owner and notes of a certificate may be. Pure.</summary>
internal static class AnnotationRules
{
    private static readonly SearchValues<char> LabelNameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-");

    /// <summary>As it is stored: labels by name. Refusals: Malformed, with the field.</summary>
    public static Outcome<CertificateAnnotations> Normalize(CertificateAnnotations? given)
    {
        if (given is null)
        {
            return CertificateAnnotations.None;
        }

        ImmutableArray<CertificateLabel> labels =
            given.Labels.IsDefault ? [] : [.. given.Labels.OrderBy(static label => label.Name, StringComparer.Ordinal)];
        var annotations = given with { Labels = labels, Owner = given.Owner ?? string.Empty, Notes = given.Notes ?? string.Empty };
        return Check(annotations) is { } fault ? fault : annotations;
    }

    /// <summary>What a change leaves (RFC 7396). Refusals: Malformed, with the field.</summary>
    public static Outcome<CertificateAnnotations> Merge(CertificateAnnotations present, AnnotateCommand change)
    {
        var labels = change.ClearLabels ? [] : present.Labels.ToDictionary(static label => label.Name, static label => label.Value, StringComparer.Ordinal);
        foreach (var (name, value) in change.Labels.IsDefault ? [] : change.Labels)
        {
            if (value is null)
            {
                labels.Remove(name);
            }
            else
            {
                labels[name] = value;
            }
        }

        return Normalize(new CertificateAnnotations(
            [.. labels.Select(static pair => new CertificateLabel(pair.Key, pair.Value))], change.Owner ?? present.Owner, change.Notes ?? present.Notes)
        {
            Version = present.Version,
        });
    }

    private static Refusal? Check(CertificateAnnotations annotations)
    {
        if (annotations.Labels.Length > CertificateAnnotations.MaxLabels)
        {
            return Field("/labels", $"A certificate has at most {CertificateAnnotations.MaxLabels} labels.");
        }

        string? before = null;
        foreach (var (name, value) in annotations.Labels)
        {
            if (CheckLabel(name, value, isTwice: name == before) is { } fault)
            {
                return fault;
            }

            before = name;
        }

        return annotations switch
        {
            { Owner: var owner } when owner.Length > CertificateAnnotations.MaxOwner || owner.Any(char.IsControl) =>
                Field("/owner", $"An owner is text of at most {CertificateAnnotations.MaxOwner} characters, without control characters."),
            { Notes: var notes } when notes.Length > CertificateAnnotations.MaxNotes || notes.Any(static character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')) =>
                Field("/notes", $"Notes are text of at most {CertificateAnnotations.MaxNotes} characters, without control characters but line breaks and tabs."),
            _ => null,
        };
    }

    private static Refusal? CheckLabel(string? name, string? value, bool isTwice)
    {
        if (name is not { Length: >= 1 and <= CertificateAnnotations.MaxLabelName } || name.AsSpan().ContainsAnyExcept(LabelNameCharacters))
        {
            return Field("/labels", $"A label's name has 1 to {CertificateAnnotations.MaxLabelName} of the characters a-z, A-Z, 0-9, '.', '_', '/' and '-'.");
        }

        if (isTwice)
        {
            return Field($"/labels/{Pointer(name)}", "The label is given twice.");
        }

        return value is null || value.Length > CertificateAnnotations.MaxLabelValue || value.Any(char.IsControl)
            ? Field($"/labels/{Pointer(name)}", $"A label's value is text of at most {CertificateAnnotations.MaxLabelValue} characters, without control characters.")
            : null;
    }

    private static string Pointer(string name) => name.Replace("/", "~1", StringComparison.Ordinal);

    private static Refusal Field(string pointer, string detail) =>
        new(RefusalCode.Malformed, $"{pointer}: {detail}") { Parts = [new NamedRefusal(pointer, RefusalCode.Malformed, detail)] };
}
