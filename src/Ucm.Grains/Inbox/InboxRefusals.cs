using Ucm.Grains.Interfaces.Inbox;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;

namespace Ucm.Grains.Inbox;

/// <summary>What the inbox refuses, in the words of the refusals.</summary>
internal static class InboxRefusals
{
    public static Refusal NoSuchRequest { get; } = new(RefusalCode.NotFound, "There is no such request.");

    public static Refusal NotYours { get; } = new(RefusalCode.Forbidden, "Only who submitted a request can cancel it.");

    public static Refusal OwnRequest { get; } = new(RefusalCode.Forbidden, "Another person has to approve your request.");

    public static Refusal Decided(InboxStatus status) => new(RefusalCode.Conflict, status switch
    {
        InboxStatus.Approved => "The request is approved, and its certificate is being issued.",
        InboxStatus.Issued => "The request is approved, and its certificate issued.",
        InboxStatus.Expired => "The request has expired; it has to be submitted again.",
        _ => $"The request is {status.ToString().ToLowerInvariant()} already.",
    });

    public static Refusal TooMany(int most) => new(
        RefusalCode.RateLimited,
        $"{most} of your requests wait for a decision, and no more may. Cancel one, or wait.",
        TimeSpan.FromHours(1));

    /// <summary>Null when the text may be kept.</summary>
    public static Refusal? CheckText(string field, string? text, int most)
    {
        if (text?.Length > most)
        {
            return ObjectRefusals.Field(field, $"Is longer than {most} characters.");
        }

        return text?.Any(static letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')) == true
            ? ObjectRefusals.Field(field, "Has a control character.")
            : null;
    }
}
