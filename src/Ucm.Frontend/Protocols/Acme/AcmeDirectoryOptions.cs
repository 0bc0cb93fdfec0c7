namespace Ucm.Frontend.Protocols.Acme;

/// <summary>What the directory tells about this server (RFC 8555 §7.1.1); the grains decide by the same keys.</summary>
internal sealed class AcmeDirectoryOptions
{
    public const string Section = "Ucm:Acme";

    public string? TermsOfService { get; set; }

    public string? Website { get; set; }

    public bool RequireExternalAccount { get; set; }

    public IList<string> CaaIdentities { get; } = [];
}
