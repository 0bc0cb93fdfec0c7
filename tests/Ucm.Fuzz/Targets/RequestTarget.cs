using Ucm.Fuzz.Mutation;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.Requests;

namespace Ucm.Fuzz.Targets;

/// <summary>PKCS#10 as the issuance reads it: parse, proof of possession, key policy, compose for one of the profiles. A forged request goes on, to reach the composer.</summary>
internal static class RequestTarget
{
    public static FuzzTarget Create() => new("csr", Samples.Requests, new DerMutator(), Accept);

    public static bool Accept(byte[] input)
    {
        if (!CertificationRequest.TryParse(input, out var request, out _))
        {
            return false;
        }

        var proven = request.VerifyProofOfPossession() is null;
        var allowed = KeyPolicy.Default.Check(request.PublicKey) is null;
        var profile = BuiltInProfiles.All[input.Length % BuiltInProfiles.All.Count];
        var composed = Samples.TryCompose(profile, request.PublicKey, CertificateRequestContent.From(request));
        return proven && allowed && composed;
    }
}
