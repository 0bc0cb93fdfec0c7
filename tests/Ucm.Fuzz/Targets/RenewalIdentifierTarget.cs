using System.Text;
using Ucm.Fuzz.Mutation;
using Ucm.Pki.X509;

namespace Ucm.Fuzz.Targets;

/// <summary>The last part of the URL of a certificate's renewal information. What is accepted is written as it was read.</summary>
internal static class RenewalIdentifierTarget
{
    private static readonly List<byte[]> Corpus =
        [.. new[] { "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", "AA.AQ", "aYhba4dGQEHhs3uEe6CuLN4ByNQ.f______________________8" }.Select(Encoding.ASCII.GetBytes)];

    public static FuzzTarget Create() => new("renewal-identifier", Corpus, new ByteMutator(), Accept);

    private static bool Accept(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input);
        if (!RenewalIdentifier.TryParse(text, out var identifier))
        {
            return false;
        }

        return identifier.ToString() == text ? true : throw new InvalidOperationException("An identifier has more than one text.");
    }
}
