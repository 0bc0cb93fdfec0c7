using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>
/// Checks the document of an external account key as those of administrators' objects are checked. Not registered among their kinds: a key has a
/// secret and a grain of its own, and could otherwise be made without one.
/// </summary>
internal sealed partial class ExternalAccountKind : ObjectKind<ExternalAccountDocument, ExternalAccountTerms>
{
    private const string Expiry = "expires_at";

    public static ExternalAccountKind Instance { get; } = new();

    public override string Name => "acme-external-account";

    public override string ReadPermission => Permission.AcmeRead;

    public override string ManagePermission => Permission.AcmeManage;

    /// <summary>The document in its one normal form. Refusals: Malformed, with a part for each faulty field.</summary>
    public Outcome<string> Normalize(JsonObject content, ObjectSurroundings surroundings)
    {
        if (content[Expiry] is JsonValue value && value.TryGetValue(out string? text))
        {
            // Without a zone it would be the time of wherever this node runs.
            if (!Zoned().IsMatch(text) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                return ObjectRefusals.Field($"/{Expiry}", "Must be a time with its zone, such as 2030-01-31T12:00:00Z (RFC 3339).");
            }

            content[Expiry] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        return Normalize(new ObjectKey(Name, "key"), content, surroundings);
    }

    public static ExternalAccountDocument ReadDocument(string content) => Parse(content);

    public static ExternalAccountTerms ReadTerms(string content) => Make(Parse(content));

    protected override void Validate(ObjectKey key, ExternalAccountDocument document, ObjectSurroundings surroundings, FieldFaults faults) =>
        new ExternalAccountDocumentRules(document, faults).Check(surroundings.Objects);

    protected override ExternalAccountTerms Make(AdministeredObject stored, ExternalAccountDocument document) => Make(document);

    private static ExternalAccountTerms Make(ExternalAccountDocument document) => new(
        document.Server,
        document.Profiles is { } profiles ? [.. profiles] : null,
        document.Identifiers is { } identifiers
            ? new AcmeIdentifierRules(
                [.. identifiers.DnsSuffixes],
                [.. identifiers.Networks.Select(static network => IPNetwork.Parse(network))],
                Wildcards: true, int.MaxValue)
            : null,
        document.Prevalidated)
    {
        MaximumAccounts = document.MaximumAccounts,
        ExpiresAt = document.ExpiresAt is { } time ? DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) : null,
    };

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Zoned();
}
