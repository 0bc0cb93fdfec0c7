namespace Ucm.Pki.Profiles;

/// <summary>What becomes of a requested extension that the certificate will not have.</summary>
public enum UnmetExtensions
{
    /// <summary>The certificate is issued without it, and <see cref="ComposedCertificate.IgnoredExtensions"/> names it.</summary>
    Ignore,

    /// <summary>The request is refused, and the refusal names it.</summary>
    Refuse,
}
