using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Reliability.Load;

/// <summary>PKCS#10 requests over a small pool of P-256 keys made beforehand, so that the load costs its machine little.</summary>
internal sealed class RequestPool : IDisposable
{
    private const int Keys = 16;
    private readonly ECDsa[] keys = [.. Enumerable.Range(0, Keys).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];

    /// <param name="ownKey">A key of its own: whoever reports that key compromised must not block the pool's.</param>
    public byte[] Make(string name, long number, bool ownKey)
    {
        if (!ownKey)
        {
            // CertificateRequest takes the key's handle; one user at a time.
            var key = keys[number % Keys];
            lock (key)
                return Make(name, key);
        }

        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Make(name, fresh);
    }

    public void Dispose()
    {
        foreach (var key in keys)
            key.Dispose();
    }

    private static byte[] Make(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }
}
