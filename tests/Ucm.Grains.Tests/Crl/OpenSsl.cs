using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Ucm.Grains.Tests.Crl;

/// <summary>Asks openssl what it makes of a certificate and the CRLs given to it: a relying party that we did not write.</summary>
internal sealed class OpenSsl : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-openssl-").FullName;
    private int files;

    /// <summary><c>openssl verify</c> at a time, with these CRLs and no others.</summary>
    public string Verify(IEnumerable<ImmutableArray<byte>> chain, DateTimeOffset at, IEnumerable<byte[]> crls, params string[] flags)
    {
        var certificates = chain.Select(certificate => Pem("CERTIFICATE", certificate.AsSpan())).ToArray();
        var root = certificates[^1];
        var arguments = new List<string> { "verify", "-crl_check", "-attime", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), "-CAfile", root };
        arguments.AddRange(flags);
        foreach (var crl in crls)
        {
            arguments.AddRange(["-CRLfile", Pem("X509 CRL", crl)]);
        }

        foreach (var between in certificates[1..^1])
        {
            arguments.AddRange(["-untrusted", between]);
        }

        return Run("openssl", [.. arguments, certificates[0]]);
    }

    /// <summary>The signature of a CRL against its issuer's certificate.</summary>
    public string VerifyCrl(byte[] crl, ReadOnlyMemory<byte> issuer) =>
        Run("openssl", ["crl", "-verify", "-noout", "-in", Pem("X509 CRL", crl), "-CAfile", Pem("CERTIFICATE", issuer.Span)]);

    public string Text(byte[] crl) => Run("openssl", ["crl", "-noout", "-text", "-in", Pem("X509 CRL", crl)]);

    /// <summary>What GnuTLS reads.</summary>
    public string Certtool(byte[] crl) => Run("certtool", ["--crl-info", "--infile", Pem("X509 CRL", crl)]);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Pem(string label, ReadOnlySpan<byte> der)
    {
        var path = Path.Combine(folder, $"{files++}.pem");
        File.WriteAllText(path, PemEncoding.WriteString(label, der) + "\n");
        return path;
    }

    private static string Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text + error.GetAwaiter().GetResult();
    }
}
