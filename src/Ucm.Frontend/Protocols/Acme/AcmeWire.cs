using System.Text.Json;
using System.Text.Json.Serialization;
using Ucm.Frontend.Http;

namespace Ucm.Frontend.Protocols.Acme;

// The JSON objects of RFC 8555 as they go over the wire; null members are left out.

internal sealed record DirectoryJson(
    string NewNonce,
    string NewAccount,
    string NewOrder,
    string? NewAuthz,
    string RevokeCert,
    string KeyChange,
    string RenewalInfo,
    DirectoryMetaJson Meta);

internal sealed record DirectoryMetaJson(
    string? TermsOfService,
    string? Website,
    IEnumerable<string>? CaaIdentities,
    bool? ExternalAccountRequired,
    IReadOnlyDictionary<string, string>? Profiles);

internal sealed record NewAccountJson(
    string?[]? Contact = null, bool TermsOfServiceAgreed = false, bool OnlyReturnExisting = false, JsonElement ExternalAccountBinding = default);

internal sealed record UpdateAccountJson(string?[]? Contact = null, bool? TermsOfServiceAgreed = null, string? Status = null);

internal sealed record AccountJson(string Status, IEnumerable<string> Contact, bool? TermsOfServiceAgreed, string Orders, DateTimeOffset CreatedAt);

internal sealed record OrderListJson(IEnumerable<string> Orders);

internal sealed record IdentifierJson(string? Type, string? Value);

internal sealed record NewOrderJson(
    IdentifierJson?[]? Identifiers = null,
    DateTimeOffset? NotBefore = null,
    DateTimeOffset? NotAfter = null,
    string? Profile = null,
    string? Replaces = null);

internal sealed record NewAuthorizationJson(IdentifierJson? Identifier = null);

internal sealed record OrderJson(
    string Status,
    DateTimeOffset Expires,
    IEnumerable<IdentifierJson> Identifiers,
    string Profile,
    DateTimeOffset? NotBefore,
    DateTimeOffset? NotAfter,
    ProblemJson? Error,
    IEnumerable<string> Authorizations,
    string Finalize,
    string? Certificate,
    string? Replaces);

internal sealed record AuthorizationJson(
    IdentifierJson Identifier,
    string Status,
    DateTimeOffset Expires,
    IEnumerable<ChallengeJson> Challenges,
    bool? Wildcard);

internal sealed record ChallengeJson(
    string Type,
    string Url,
    string Status,
    string Token,
    DateTimeOffset? Validated,
    ProblemJson? Error,
    IEnumerable<ValidationRecordJson>? ValidationRecord);

internal sealed record ValidationRecordJson(DateTimeOffset Attempted, string? Url, IEnumerable<string>? AddressesResolved, string? AddressUsed, ProblemJson? Error);

internal sealed record RenewalInfoJson(RenewalWindowJson SuggestedWindow, [property: JsonPropertyName("explanationURL")] string? ExplanationUrl);

internal sealed record RenewalWindowJson(DateTimeOffset Start, DateTimeOffset End);

internal sealed record StatusJson(string? Status = null);

internal sealed record FinalizeJson(string? Csr = null);

internal sealed record RevokeJson(string? Certificate = null, int Reason = 0);

internal sealed record KeyChangeJson(string? Account = null, JsonElement OldKey = default);

internal sealed record ProblemJson(string Type, string Detail, int? Status = null, IdentifierJson? Identifier = null, IEnumerable<ProblemJson>? Subproblems = null, IEnumerable<string>? Algorithms = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 16,
    AllowDuplicateProperties = false,
    Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(DirectoryJson))]
[JsonSerializable(typeof(NewAccountJson))]
[JsonSerializable(typeof(UpdateAccountJson))]
[JsonSerializable(typeof(AccountJson))]
[JsonSerializable(typeof(OrderListJson))]
[JsonSerializable(typeof(NewOrderJson))]
[JsonSerializable(typeof(NewAuthorizationJson))]
[JsonSerializable(typeof(OrderJson))]
[JsonSerializable(typeof(AuthorizationJson))]
[JsonSerializable(typeof(ChallengeJson))]
[JsonSerializable(typeof(RenewalInfoJson))]
[JsonSerializable(typeof(StatusJson))]
[JsonSerializable(typeof(FinalizeJson))]
[JsonSerializable(typeof(RevokeJson))]
[JsonSerializable(typeof(KeyChangeJson))]
[JsonSerializable(typeof(ProblemJson))]
internal sealed partial class AcmeJsonContext : JsonSerializerContext;
