namespace Ucm.Pki.Linting;

/// <summary>How much a finding matters: an <see cref="Error"/> must stop the issuance, a <see cref="Warning"/> deserves a look, an <see cref="Info"/> is a note.</summary>
public enum LintSeverity
{
    /// <summary>Legal here, but a public authority or a coming limit would object.</summary>
    Info,

    /// <summary>A SHOULD is broken, or some relying parties will stumble.</summary>
    Warning,

    /// <summary>A MUST is broken: the certificate is not to be signed.</summary>
    Error,
}
