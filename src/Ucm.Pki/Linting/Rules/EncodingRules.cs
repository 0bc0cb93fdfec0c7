using Ucm.Pki.Linting.Reading;

namespace Ucm.Pki.Linting.Rules;

/// <summary>The encoding itself; these run even when the certificate cannot be read.</summary>
internal static class EncodingRules
{
    public static readonly LintRule[] All =
    [
        new("rfc5280.certificate.readable", LintSeverity.Error, "RFC 5280 §4.1", LintScope.All, s => s.Broken),
        Der("length", "X.690 §10.1", DerFaults.Length, "a length is not definite and minimal"),
        Der("boolean", "X.690 §11.1", DerFaults.Boolean, "a BOOLEAN is neither 00 nor FF"),
        Der("integer", "X.690 §8.3.2", DerFaults.Integer, "an INTEGER is not minimal"),
        Der("bit-string", "X.690 §11.2", DerFaults.BitString, "unused bits of a BIT STRING are not zero"),
        Der("object-identifier", "X.690 §8.19.2", DerFaults.ObjectIdentifier, "an OBJECT IDENTIFIER is not minimal"),
        Der("set-order", "X.690 §11.6", DerFaults.SetOrder, "elements of a SET OF are not ascending"),
        Der("constructed-string", "X.690 §10.2", DerFaults.ConstructedString, "a string is constructed"),
        Der("trailing-data", "X.690 §10", DerFaults.TrailingData, "something follows the certificate"),
        Der("depth", "RFC 5280 §4.1", DerFaults.Depth, "elements are nested too deeply"),
    ];

    private static LintRule Der(string name, string clause, DerFaults fault, string detail) =>
        new($"x690.der.{name}", LintSeverity.Error, clause, LintScope.All, s => (s.DerFaults & fault) != 0 ? detail : null);
}
