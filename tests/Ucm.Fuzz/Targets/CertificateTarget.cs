using Ucm.Fuzz.Mutation;
using Ucm.Pki.Linting;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Fuzz.Targets;

/// <summary>Certificates: the parser, and the lint on whatever comes.</summary>
internal static class CertificateTarget
{
    private static readonly CertificateProfile Profile = BuiltInProfiles.Find("tls-server")!;

    public static FuzzTarget Create() => new("certificate", Samples.Certificates, new DerMutator(), Accept);

    private static bool Accept(byte[] input)
    {
        Linter.Check(input, Profile, Samples.Root.Der);
        Linter.Check(Samples.Certificates[1], null, input);
        return ParsedCertificate.TryParse(input, out _, out _);
    }
}
