using System.Text;
using Ucm.Fuzz.Mutation;
using Ucm.Pki.X509;

namespace Ucm.Fuzz.Targets;

/// <summary>Names as text: RFC 4514 and every kind of GeneralName.</summary>
internal static class NameTextTarget
{
    private static readonly List<byte[]> Corpus =
    [
        .. new[] { "CN=www.example.com,O=Example,C=DE", "CN=M\u00fcller+UID=7,OU=\\,\\+\\22,DC=com", "*.xn--mller-kva.example", "b\u00fccher.example", "192.0.2.1", "2001:db8::1", "erika@example.com", "https://[::1]:8/a?b#c", "urn:x:y" }.Select(Encoding.UTF8.GetBytes),
    ];

    public static FuzzTarget Create() => new("name-text", Corpus, new ByteMutator(), Accept);

    private static bool Accept(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input) is var latin && (input.Length & 1) == 0 ? latin : Encoding.UTF8.GetString(input);
        var accepted = DistinguishedName.TryParse(text, out _, out _);
        foreach (var kind in Enum.GetValues<GeneralNameKind>())
        {
            accepted |= GeneralNames.TryNormalize(new GeneralName(kind, text), out _, out _);
        }

        GeneralNames.FromHost(text);
        return accepted;
    }
}
