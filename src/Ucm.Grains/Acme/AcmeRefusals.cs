using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>Refusals that several ACME grains give, so that they say the same.</summary>
internal static class AcmeRefusals
{
    public static Refusal NoSuchAccount { get; } = new(RefusalCode.AccountDoesNotExist, "There is no such account.");

    public static Refusal NoSuchOrder { get; } = new(RefusalCode.NotFound, "There is no such order.");

    public static Refusal BadOrderId { get; } = new(RefusalCode.Malformed, "The id of an order has 32 hexadecimal digits in lower case.");

    public static Refusal NoSuchAuthorization { get; } = new(RefusalCode.NotFound, "There is no such authorization.");

    public static Refusal Deactivated { get; } = new(RefusalCode.Unauthenticated, "The account is deactivated.");

    public static Refusal NoSuchCertificate { get; } = new(RefusalCode.NotFound, "No such certificate was issued here.");

    public static Refusal BadRenewalIdentifier { get; } = new(
        RefusalCode.Malformed,
        "A certificate is named by its authority key identifier and its serial number, both in base64url, with a dot between them (RFC 9773 §4.1).");

    /// <summary>Null for an account that may act: one that exists and is valid.</summary>
    public static Refusal? RefuseUse(this Outcome<AcmeAccount> account) =>
        !account.Succeeded ? account.Refusal : account.Value.Status == AcmeAccountStatus.Valid ? null : Deactivated;
}
