using System.Formats.Asn1;
using Ucm.Fuzz.Mutation;
using Ucm.Pki.X509;

namespace Ucm.Fuzz.Targets;

/// <summary>PKCS#10 whose CertificationRequestInfo is mutated and then signed with the key it was made for: what lies behind the proof of possession.</summary>
internal static class SignedRequestTarget
{
    public static FuzzTarget Create() => new("csr-signed", [.. Samples.RequestInfos], new DerMutator(), Accept);

    private static bool Accept(byte[] info)
    {
        // What is no DER element cannot be put into a request; it goes in as it is.
        var request = IsElement(info)
            ? CertificateAssembler.Assemble(info, Samples.RootKey.SignatureAlgorithm.Span, Samples.RootKey.Sign(info))
            : info;
        return RequestTarget.Accept(request);
    }

    private static bool IsElement(byte[] octets) =>
        AsnDecoder.TryReadEncodedValue(octets, AsnEncodingRules.DER, out _, out _, out _, out var read) && read == octets.Length;
}
