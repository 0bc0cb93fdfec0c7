namespace Ucm.Frontend.Protocols.Acme;

/// <summary>Whether pages of other origins may be ACME clients.</summary>
internal sealed class AcmeCorsOptions
{
    public const string Section = "Ucm:Acme";

    /// <summary>
    /// Every origin may call ACME from a browser. ACME has no cookies: each request is signed, so a foreign page can do no more than any other
    /// client.
    /// </summary>
    public bool Cors { get; set; }
}
