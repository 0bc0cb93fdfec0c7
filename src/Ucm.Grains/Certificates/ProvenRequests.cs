using System.Collections.Concurrent;
using System.Security.Cryptography;
using Ucm.Pki;
using Ucm.Pki.Requests;

namespace Ucm.Grains.Certificates;

/// <summary>
/// Proofs of possession that this silo has verified and will need once more in the same breath: ACME checks a request before it writes, issuance checks every request.
/// What is remembered is the hash of all octets of a request whose signature did verify, for one use; a silo that does not remember verifies again.
/// </summary>
internal sealed class ProvenRequests
{
    // More than are under way at once. Requests that another silo issued stay behind: they are all forgotten together, which costs a verification each.
    private const int Most = 1024;
    private readonly ConcurrentDictionary<Digest, byte> proven = new();

    /// <summary>Verifies, and remembers a success for the next <see cref="Verify"/>.</summary>
    public PkiFault? VerifyAndRemember(CertificationRequest request)
    {
        var fault = request.VerifyProofOfPossession();
        if (fault is not null)
        {
            return fault;
        }

        if (proven.Count >= Most)
        {
            proven.Clear();
        }

        proven[Digest.Of(request)] = 0;
        return null;
    }

    /// <summary>Verifies, unless exactly this request was proven just before.</summary>
    public PkiFault? Verify(CertificationRequest request) =>
        !proven.IsEmpty && proven.TryRemove(Digest.Of(request), out _) ? null : request.VerifyProofOfPossession();

    private readonly record struct Digest(UInt128 High, UInt128 Low)
    {
        public static Digest Of(CertificationRequest request)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(request.Der.Span, hash);
            return new Digest(BitConverter.ToUInt128(hash), BitConverter.ToUInt128(hash[16..]));
        }
    }
}
