using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;

namespace Ucm.Grains.Acme;

/// <summary>Contact URLs (RFC 8555 §7.3): mailto with exactly one address, without header fields.</summary>
internal static class AcmeContacts
{
    private const int MaxCount = 10;
    private const int MaxLength = 320;
    private const string Mailto = "mailto:";

    public static Refusal? Check(ImmutableArray<string> contacts)
    {
        if (contacts.Length > MaxCount)
        {
            return new Refusal(RefusalCode.InvalidContact, $"An account has at most {MaxCount} contacts.");
        }

        return contacts.Select(Check).FirstOrDefault(static refusal => refusal is not null);
    }

    private static Refusal? Check(string contact)
    {
        if (!contact.StartsWith(Mailto, StringComparison.OrdinalIgnoreCase))
        {
            return contact.Contains(':') && contact.Length <= MaxLength
                ? new Refusal(RefusalCode.UnsupportedContact, "Contacts must be mailto URLs.")
                : new Refusal(RefusalCode.InvalidContact, "A contact is not a URL.");
        }

        var address = contact[Mailto.Length..];
        if (contact.Length > MaxLength || address.AsSpan().IndexOfAny(',', '?', '%') >= 0)
        {
            return new Refusal(RefusalCode.InvalidContact, "A mailto contact must hold exactly one address and no header fields (RFC 8555 §7.3).");
        }

        return GeneralNames.TryNormalize(new GeneralName(GeneralNameKind.Email, address), out _, out var fault)
            ? null
            : new Refusal(RefusalCode.InvalidContact, fault.Detail);
    }
}
