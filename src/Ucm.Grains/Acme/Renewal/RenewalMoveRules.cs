using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;
using Ucm.Grains.Profiles;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Acme.Renewal;

/// <summary>What makes the document of a move valid. A filter that names nothing is a fault: it would silently move nothing.</summary>
internal sealed class RenewalMoveRules(RenewalMoveDocument document, FieldFaults faults)
{
    private const int MaxUrl = 500;
    private const int HashDigits = 64;
    private static readonly TimeSpan MaxSpan = TimeSpan.FromDays(366);

    public void Check(ObjectSurroundings surroundings)
    {
        if (document.Authority is { } authority && !surroundings.Authorities.Authorities.Any(known => known.Id.Value == authority))
        {
            faults.Add("/authority", $"There is no authority \"{authority}\".");
        }

        if (document.Profile is { } profile && surroundings.Objects.Find(new ObjectKey(ProfileKind.KindName, profile)) is null)
        {
            faults.Add("/profile", $"There is no profile \"{profile}\".");
        }

        if (document.Account is { } account && !AcmeIds.IsId(account))
        {
            faults.Add("/account", "Must be the id of an ACME account: 32 hexadecimal digits in lower case, the last part of its URL.");
        }

        CheckKey();
        CheckWindow();
        if (document.ExplanationUrl is { } url && !IsWebPage(url))
        {
            faults.Add("/explanation_url", $"Must be an https or http URL of at most {MaxUrl} characters.");
        }
    }

    private void CheckKey()
    {
        if (document.KeyAlgorithm is { } name && !KeyAlgorithms.TryParse(name, out _))
        {
            faults.Add("/key_algorithm", $"Must be one of {string.Join(", ", Enum.GetValues<KeyAlgorithm>().Select(static algorithm => algorithm.ToName()))}.");
        }

        if (document.KeySha256 is { } hash && (hash.Length != HashDigits || !hash.All(char.IsAsciiHexDigit)))
        {
            faults.Add("/key_sha256", $"Must have {HashDigits} hexadecimal digits.");
        }
    }

    private void CheckWindow()
    {
        var (start, end) = (document.Window.Start, document.Window.End);
        if (end <= start || end - start > MaxSpan)
        {
            faults.Add("/window/end", "Must be after the start, at most a year.");
        }
    }

    private static bool IsWebPage(string url) =>
        url.Length <= MaxUrl
            && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && parsed.Scheme is "https" or "http"
            && Uri.IsWellFormedUriString(url, UriKind.Absolute);
}
