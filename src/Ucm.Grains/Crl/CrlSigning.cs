using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Crl;
using Ucm.Pki.Keys;

namespace Ucm.Grains.Crl;

/// <summary>
/// The signature of a CRL whose entries lie in a spool, verified with the authority's public key before anybody sees it. RSA and ECDSA sign the hash that was made in one pass;
/// Ed25519 needs all bytes at once, so that a CRL by such a key is held in memory while it is signed.
/// </summary>
internal sealed class CrlSigning(IGrainFactory grains)
{
    public async Task<Outcome<SignedBytes>> Sign(AuthoritySnapshot authority, PublicKeyInfo key, CrlFrame frame, CrlSpool spool, CancellationToken cancellationToken)
    {
        var algorithm = CrlAlgorithms.For(authority.KeyAlgorithm);
        return algorithm.Digest() is { } digest
            ? await SignDigest(authority, key, await Task.Run(() => Hash(digest, frame, spool), cancellationToken), cancellationToken)
            : await SignWhole(authority, key, await Task.Run(() => Join(frame, spool), cancellationToken), cancellationToken);
    }

    private static byte[] Hash(HashAlgorithmName algorithm, CrlFrame frame, CrlSpool spool)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        hash.AppendData(frame.Before.Span);
        spool.HashInto(hash);
        hash.AppendData(frame.After.Span);
        return hash.GetHashAndReset();
    }

    private static byte[] Join(CrlFrame frame, CrlSpool spool)
    {
        var whole = new byte[frame.Length];
        frame.Before.CopyTo(whole);
        spool.Rewind();
        spool.Stream.ReadExactly(whole.AsSpan(frame.Before.Length..^frame.After.Length));
        frame.After.CopyTo(whole.AsMemory(whole.Length - frame.After.Length));
        return whole;
    }

    private async Task<Outcome<SignedBytes>> SignDigest(AuthoritySnapshot authority, PublicKeyInfo key, byte[] digest, CancellationToken cancellationToken)
    {
        var command = new SignDigestCommand(ImmutableCollectionsMarshal.AsImmutableArray(digest), SigningPurpose.Crl);
        var signed = await grains.Signer(authority.Id).SignDigest(command, cancellationToken);
        using var verifier = key.OpenVerifier();
        return Checked(authority, signed, value => verifier.VerifyDigest(digest, value.Signature.AsSpan(), value.Algorithm.AsSpan()));
    }

    private async Task<Outcome<SignedBytes>> SignWhole(AuthoritySnapshot authority, PublicKeyInfo key, byte[] whole, CancellationToken cancellationToken)
    {
        var signed = await grains.Signer(authority.Id).Sign(new SignCommand(ImmutableCollectionsMarshal.AsImmutableArray(whole), SigningPurpose.Crl), cancellationToken);
        return Checked(authority, signed, value => key.Verify(whole, value.Signature.AsSpan(), value.Algorithm.AsSpan()));
    }

    private static Outcome<SignedBytes> Checked(AuthoritySnapshot authority, Outcome<SignedBytes> signed, Func<SignedBytes, bool> verifies)
    {
        if (!signed.Succeeded)
        {
            return signed;
        }

        var named = CrlAlgorithms.For(authority.KeyAlgorithm).SignatureAlgorithm();
        return signed.Value.Algorithm.AsSpan().SequenceEqual(named.Span) && verifies(signed.Value)
            ? signed
            : throw new InvalidOperationException($"The signature of a CRL of {authority.Id} does not verify.");
    }
}
