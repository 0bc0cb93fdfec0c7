namespace Ucm.Pki.X509;

/// <summary>
/// One subjectAltName as text: DNS name, IP literal, addr-spec, absolute URI or user principal name. <see cref="GeneralNames"/>
/// validates it and gives its one canonical form.
/// </summary>
public sealed record GeneralName(GeneralNameKind Kind, string Value)
{
    /// <summary>Such as <c>dns:example.com</c>.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}:{Value}";
}
