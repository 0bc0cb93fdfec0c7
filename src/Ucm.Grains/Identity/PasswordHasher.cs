using System.Security.Cryptography;
using System.Text;

namespace Ucm.Grains.Identity;

/// <summary>
/// Hashes passwords on the thread pool, never on a grain's turn, with half of the cores at most: a flood of sign-ins may slow sign-ins, not issuance.
/// </summary>
internal sealed class PasswordHasher(int iterations = PasswordHasher.MinimumIterations, int maxWaiting = PasswordHasher.MaxWaiting) : IDisposable
{
    public const int MinimumIterations = 600_000;
    private const int SaltOctets = 16;
    private const int HashOctets = 32;
    private const int MaxWaiting = 16;

    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly StoredPassword _nobody = new(
        iterations, [.. RandomNumberGenerator.GetBytes(SaltOctets)], [.. RandomNumberGenerator.GetBytes(HashOctets)]);

    private int _waiting;

    /// <summary>Null when too many are waiting.</summary>
    public async Task<StoredPassword?> Hash(string password, CancellationToken cancellationToken)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltOctets);
        var hash = await Derive(password, salt, iterations, cancellationToken);
        return hash is null ? null : new StoredPassword(iterations, [.. salt], [.. hash]);
    }

    /// <summary>Does the same work when nothing is stored. Null when too many are waiting.</summary>
    public async Task<bool?> Verify(string password, StoredPassword? stored, CancellationToken cancellationToken)
    {
        var expected = stored ?? _nobody;
        var hash = await Derive(password, [.. expected.Salt], expected.Iterations, cancellationToken);
        return hash is null ? null : CryptographicOperations.FixedTimeEquals(hash, expected.Hash.AsSpan()) & stored is not null;
    }

    public void Dispose() => _slots.Dispose();

    private async Task<byte[]?> Derive(string password, byte[] salt, int rounds, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > maxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _slots.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(() => Pbkdf2(password, salt, rounds), CancellationToken.None);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static byte[] Pbkdf2(string password, byte[] salt, int rounds)
    {
        // The same password typed on another system may be composed otherwise (RFC 8265 §4.2.2).
        var octets = Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormC));
        try
        {
            return Rfc2898DeriveBytes.Pbkdf2(octets, salt, rounds, HashAlgorithmName.SHA256, HashOctets);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }
}
