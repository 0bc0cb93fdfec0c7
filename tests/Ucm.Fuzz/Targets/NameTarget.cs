using Ucm.Fuzz.Mutation;
using Ucm.Pki.X509;

namespace Ucm.Fuzz.Targets;

/// <summary>Encoded distinguished names; what is taken must print and parse again.</summary>
internal static class NameTarget
{
    private static readonly List<byte[]> Corpus =
    [
        .. new[] { "CN=www.example.com,O=Example,C=DE", "CN=M\u00fcller+UID=7,OU=\\,\\+\\\"\\\\,DC=example,DC=com", "1.2.3.4=#0c0161,CN=\\ x\\ " }.Select(text => DistinguishedName.Parse(text).Der.ToArray()),
    ];

    public static FuzzTarget Create() => new("name", Corpus, new DerMutator(), Accept);

    private static bool Accept(byte[] input)
    {
        if (!DistinguishedName.TryDecode(input, out var name, out _))
        {
            return false;
        }

        _ = DistinguishedName.TryParse(name.ToString(), out _, out _);
        return name.CommonName is not null || !name.IsEmpty;
    }
}
