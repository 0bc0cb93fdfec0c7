using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>
/// Opens EC public keys in OpenSSL at a tenth of an import's cost. What is left out is the multiplication by the group's order (EC_KEY_check_key): on these curves of
/// cofactor 1 a point that is on the curve and not infinity is in the group (SP 800-56A §5.6.2.3.3), <see cref="PublicKeyInfo"/> has checked exactly that, and
/// EC_KEY_oct2key checks it once more.
/// </summary>
internal static partial class OpenSslPoints
{
    private const string Library = "libcrypto.so.3";
    private const int MajorVersion = 3;

    // The same library as the runtime's, or none: a key of one must never come into the hands of another.
    private static readonly bool Usable = OperatingSystem.IsLinux() && IsLibraryOfTheRuntime();

    /// <summary>Null where it cannot be done; the caller imports then.</summary>
    public static ECDsa? TryOpen(PublicKeyInfo key) => Usable && OperatingSystem.IsLinux() ? Open(key) : null;

    [SupportedOSPlatform("linux")]
    private static ECDsaOpenSsl? Open(PublicKeyInfo key)
    {
        var handle = NewKey(key.Bits switch { 256 => Nid.P256, 384 => Nid.P384, _ => Nid.P521 });
        if (handle == 0)
        {
            return null;
        }

        try
        {
            var point = key.Key.Span;
            return SetPoint(handle, point, point.Length, 0) == 1
                ? new ECDsaOpenSsl(handle)
                : throw new CryptographicException("The library does not take the point.");
        }
        finally
        {
            // ECDsaOpenSsl counts its own reference.
            Free(handle);
        }
    }

    [SupportedOSPlatform("linux")]
    private static bool IsLibraryOfTheRuntime()
    {
        try
        {
            return SafeEvpPKeyHandle.OpenSslVersion is var version && version >> 28 == MajorVersion && NumberOfVersion() == version;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [LibraryImport(Library, EntryPoint = "OpenSSL_version_num")]
    private static partial CULong VersionNumber();

    private static long NumberOfVersion() => (long)VersionNumber().Value;

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [LibraryImport(Library, EntryPoint = "EC_KEY_new_by_curve_name")]
    private static partial nint NewKey(int curve);

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [LibraryImport(Library, EntryPoint = "EC_KEY_oct2key")]
    private static partial int SetPoint(nint key, ReadOnlySpan<byte> point, nint length, nint context);

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [LibraryImport(Library, EntryPoint = "EC_KEY_free")]
    private static partial void Free(nint key);

    /// <summary>OpenSSL's numbers of the curves (obj_mac.h).</summary>
    private static class Nid
    {
        public const int P256 = 415;
        public const int P384 = 715;
        public const int P521 = 716;
    }
}
