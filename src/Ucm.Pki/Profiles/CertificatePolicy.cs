namespace Ucm.Pki.Profiles;

/// <summary>One PolicyInformation (RFC 5280 §4.2.1.4).</summary>
/// <param name="Oid">Dotted.</param>
/// <param name="PracticeStatement">URL of the certification practice statement (CPS); null for none.</param>
public sealed record CertificatePolicy(string Oid, string? PracticeStatement = null);
