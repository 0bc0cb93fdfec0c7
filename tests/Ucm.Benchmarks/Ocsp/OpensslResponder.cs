using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Ocsp;

/// <summary><c>openssl ocsp -multi 2</c> with an authority and an index of one certificate: it signs each answer anew, with a P-256 key.</summary>
internal sealed class OpensslResponder : IServerProcess
{
    private const string Serial = "1234";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ucm-openssl-");
    private ChildProcess? child;

    public int Port { get; } = FreePort.Find();

    public int ProcessId => child?.Id ?? 0;

    /// <summary>The request for the certificate in the index.</summary>
    public async Task<byte[]> Start()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var authority = new CertificateRequest("CN=Peer", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        await File.WriteAllTextAsync(In("ca.pem"), authority.ExportCertificatePem());
        await File.WriteAllTextAsync(In("ca.key"), key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(In("index.txt"), string.Create(CultureInfo.InvariantCulture, $"V\t{now.AddDays(20):yyMMddHHmmss}Z\t\t{Serial}\tunknown\t/CN=leaf\n"));
        string[] arguments =
        [
            "ocsp", "-index", In("index.txt"), "-port", $"{Port}", "-rsigner", In("ca.pem"), "-rkey", In("ca.key"), "-CA", In("ca.pem"),
            "-multi", "2", "-nmin", "60", "-ignore_err",
        ];
        child = await ChildProcess.StartListener("openssl", arguments, Port);
        return OcspRequests.Encode(Convert.FromHexString(Serial), authority);
    }

    public async ValueTask DisposeAsync()
    {
        if (child is not null)
            await child.DisposeAsync();

        folder.Delete(recursive: true);
    }

    private string In(string file) => Path.Combine(folder.FullName, file);
}
