using System.Security.Cryptography;
using System.Text;
using Ucm.Grains.Signing;

namespace Ucm.Silo.Cluster;

/// <summary>
/// The private key of the cluster's authority, made of the master key alone: whoever holds that is a silo, so nothing has to be handed out or kept beside it.
/// </summary>
internal static class ClusterKey
{
    private const int Size = 32;

    // Others hold certificates under this key: forever.
    private const string Label = "ucm-cluster-authority-1";

    // The order of P-256 (FIPS 186-5; SEC 2 §2.4.2).
    private static ReadOnlySpan<byte> Order =>
    [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ];

    public static ECDsa Derive(MasterKey masterKey)
    {
        var scalar = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
        try
        {
            // Rejection sampling: one candidate in 2^32 is not below the order.
            for (var attempt = 0; ; attempt++)
            {
                masterKey.Derive(Encoding.ASCII.GetBytes($"{Label}/{attempt}"), scalar);
                if (IsScalar(scalar))
                {
                    return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    /// <summary>1 ≤ scalar &lt; n</summary>
    public static bool IsScalar(ReadOnlySpan<byte> scalar) => scalar.SequenceCompareTo(Order) < 0 && scalar.ContainsAnyExcept((byte)0);
}
