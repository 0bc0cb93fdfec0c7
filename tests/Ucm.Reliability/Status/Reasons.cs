namespace Ucm.Reliability.Status;

/// <summary>CRLReason by number and by name (RFC 5280 §5.3.1).</summary>
internal static class Reasons
{
    public const string KeyCompromise = "keyCompromise";
    public const string Hold = "certificateHold";

    private static readonly string[] Names =
    [
        "unspecified", KeyCompromise, "cACompromise", "affiliationChanged", "superseded", "cessationOfOperation", Hold, "7", "removeFromCRL", "privilegeWithdrawn",
        "aACompromise",
    ];

    /// <summary>What an end entity's certificate may be revoked for; keyCompromise is not among them because it also blocks the key.</summary>
    public static IReadOnlyList<string> Harmless { get; } = ["unspecified", "affiliationChanged", "superseded", "cessationOfOperation", Hold, "privilegeWithdrawn"];

    public static string ToName(long number) => number >= 0 && number < Names.Length ? Names[number] : $"{number}";
}
