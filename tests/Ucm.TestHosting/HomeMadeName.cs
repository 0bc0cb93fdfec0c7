using System.Formats.Asn1;

namespace Ucm.TestHosting;

/// <summary>Names as home-made authorities have them: any string type for any attribute, any length. DER.</summary>
public static class HomeMadeName
{
    public const string CommonName = "2.5.4.3";
    public const string Country = "2.5.4.6";
    public const string Organization = "2.5.4.10";
    public const string Unit = "2.5.4.11";
    public const string Email = "1.2.840.113549.1.9.1";

    public static byte[] Of(params (string Type, UniversalTagNumber Encoding, string Value)[] attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var (type, encoding, value) in attributes)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(type);
                    writer.WriteCharacterString(encoding, value);
                }
            }
        }

        return writer.Encode();
    }

    /// <summary>An organization and a common name in one string type.</summary>
    public static byte[] Of(string commonName, UniversalTagNumber encoding = UniversalTagNumber.UTF8String) =>
        Of((Organization, encoding, "Case Org"), (CommonName, encoding, commonName));

    /// <summary>By what is odd about them.</summary>
    public static byte[] Odd(string kind, string commonName) => kind switch
    {
        "lower-case country" => Of((Country, UniversalTagNumber.PrintableString, "de"), Common(commonName)),
        "country as UTF8String" => Of((Country, UniversalTagNumber.UTF8String, "DE"), Common(commonName)),
        "e-mail as UTF8String" => Of(Common(commonName), (Email, UniversalTagNumber.UTF8String, "ca@case.test")),
        "long common name" => Of((CommonName, UniversalTagNumber.UTF8String, commonName + new string('x', 80))),
        "long organization" => Of((Organization, UniversalTagNumber.UTF8String, new string('o', 90)), Common(commonName)),
        "empty unit" => Of((Unit, UniversalTagNumber.UTF8String, string.Empty), Common(commonName)),
        "T61String" => Of(commonName, UniversalTagNumber.T61String),
        "BMPString" => Of(commonName, UniversalTagNumber.BMPString),
        "IA5String" => Of(commonName, UniversalTagNumber.IA5String),
        "empty common name" => Of((Organization, UniversalTagNumber.UTF8String, commonName), (CommonName, UniversalTagNumber.UTF8String, string.Empty)),
        "spaces around" => Of($"  {commonName} "),
        "no common name" => Of((Organization, UniversalTagNumber.UTF8String, commonName)),
        "unknown attribute" => Of(Common(commonName), ("1.3.6.1.4.1.99999.1", UniversalTagNumber.NumericString, "12 34")),
        "PrintableString" => Of(commonName, UniversalTagNumber.PrintableString),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    private static (string, UniversalTagNumber, string) Common(string name) => (CommonName, UniversalTagNumber.UTF8String, name);
}
