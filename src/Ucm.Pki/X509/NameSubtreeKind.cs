namespace Ucm.Pki.X509;

/// <summary>The name forms that constraints are enforced for.</summary>
public enum NameSubtreeKind
{
    Dns,
    Ip,
    Email,
    Uri,
    Directory,

    /// <summary>A form that is not enforced; a name of such a form is refused under it.</summary>
    Other,
}
