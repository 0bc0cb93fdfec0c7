using System.Security.Cryptography;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.Linting;

/// <summary>
/// openssl and GnuTLS read and verify what we made; NSS and pyca/cryptography (whose reader is written in Rust) verify TLS servers' certificates as browsers and
/// clients do. No public certificate linter can be had from Debian: these strict readers are the next best, beside our own rules.
/// </summary>
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

    /// <summary>For the name www.example.com, with chain and purpose.</summary>
    public static void ShouldAcceptServer(ParsedCertificate leaf, ParsedCertificate issuing, ParsedCertificate root)
    {
        var folder = Directory.CreateTempSubdirectory("ucm-lint-").FullName;
        try
        {
            string Write(string name, string text)
            {
                var path = Path.Combine(folder, name);
                File.WriteAllText(path, text);
                return path;
            }

            var (leafFile, issuingFile, rootFile) = (Write("leaf.pem", Pem(leaf)), Write("issuing.pem", Pem(issuing)), Write("root.pem", Pem(root)));
            ShouldSucceed("openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-verify_hostname", "www.example.com", "-CAfile", rootFile, "-untrusted", issuingFile, leafFile);
            ShouldSucceed("certtool", "--verify", "--verify-profile", "medium", "--verify-hostname", "www.example.com", "--load-ca-certificate", rootFile, "--infile", Write("path.pem", Pem(leaf) + Pem(issuing)));

            var database = $"sql:{Directory.CreateDirectory(Path.Combine(folder, "nss")).FullName}";
            ShouldSucceed("certutil", "-N", "-d", database, "--empty-password");
            ShouldSucceed("certutil", "-A", "-d", database, "-n", "root", "-t", "C,,", "-i", rootFile);
            ShouldSucceed("certutil", "-A", "-d", database, "-n", "issuing", "-t", ",,", "-i", issuingFile);
            ShouldSucceed("certutil", "-A", "-d", database, "-n", "leaf", "-t", ",,", "-i", leafFile);
            ShouldSucceed("certutil", "-V", "-d", database, "-n", "leaf", "-u", "V", "-e");
            if (Environment.GetEnvironmentVariable("CI") == "true" || Command.Run("python3", "-c", "import cryptography").ExitCode == 0)
            {
                ShouldSucceed("python3", "-c", PythonVerification, rootFile, issuingFile, leafFile);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string PythonVerification => """
        import sys
        from cryptography import x509
        root, issuing, leaf = [x509.load_pem_x509_certificate(open(path, 'rb').read()) for path in sys.argv[1:4]]
        for certificate in (root, issuing, leaf):
            list(certificate.extensions); certificate.public_key(); str(certificate.subject)
        leaf.verify_directly_issued_by(issuing)
        issuing.verify_directly_issued_by(root)
        try:
            from cryptography.x509 import verification
        except ImportError:
            sys.exit(0)
        store = verification.Store([root])
        verification.PolicyBuilder().store(store).build_server_verifier(x509.DNSName('www.example.com')).verify(leaf, [issuing])
        """;

    private static void ShouldSucceed(string program, params string[] arguments)
    {
        if (!Command.Exists(program))
        {
            Environment.GetEnvironmentVariable("CI").ShouldNotBe("true", $"{program} is not installed.");
            Assert.Skip($"{program} is not installed.");
        }

        var (exitCode, output) = Command.Run(program, arguments);
        exitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{output}");
    }

    private static string Pem(ParsedCertificate certificate) => PemEncoding.WriteString("CERTIFICATE", certificate.Der.Span) + "\n";
}
