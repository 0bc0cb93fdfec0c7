using System.Security.Cryptography;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.Linting;

/// <summary>openssl and GnuTLS read and verify what we made.</summary>
internal static class IndependentReaders
{
    public static void ShouldAccept(ParsedCertificate leaf, ParsedCertificate? issuing, ParsedCertificate root)
    {
        var folder = Directory.CreateTempSubdirectory("ucm-lint-").FullName;
        try
        {
            var (leafFile, issuingFile, rootFile, chainFile) = (Path.Combine(folder, "leaf.pem"), Path.Combine(folder, "issuing.pem"), Path.Combine(folder, "root.pem"), Path.Combine(folder, "chain.pem"));
            File.WriteAllText(leafFile, Pem(leaf));
            File.WriteAllText(rootFile, Pem(root));
            File.WriteAllText(issuingFile, issuing is null ? string.Empty : Pem(issuing));
            File.WriteAllText(chainFile, Pem(leaf) + (issuing is null ? string.Empty : Pem(issuing)) + Pem(root));

            ShouldSucceed("openssl", "x509", "-in", leafFile, "-noout", "-text");
            ShouldSucceed("openssl", ["verify", "-x509_strict", "-check_ss_sig", "-CAfile", rootFile, .. issuing is null ? Array.Empty<string>() : ["-untrusted", issuingFile], leafFile]);
            ShouldSucceed("certtool", "--verify-chain", "--infile", chainFile);
            ShouldSucceed("certtool", "--verify", "--load-ca-certificate", rootFile, "--infile", chainFile);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void ShouldSucceed(string program, params string[] arguments)
    {
        Assert.SkipUnless(Command.Exists(program), $"{program} is not installed.");
        var (exitCode, output) = Command.Run(program, arguments);
        exitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{output}");
    }

    private static string Pem(ParsedCertificate certificate) => PemEncoding.WriteString("CERTIFICATE", certificate.Der.Span) + "\n";
}
