using System.Runtime.InteropServices;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>
/// The settings that OpenLDAP's library has for the whole process. It reads <c>ldap.conf</c>, <c>.ldaprc</c> and the environment, where one line
/// (<c>TLS_REQCERT never</c>) would switch off the check of the server's certificate; what is set here comes later and counts.
/// System.DirectoryServices.Protocols has no property for these.
/// </summary>
internal static class LdapLibrary
{
    // Values of ldap.h.
    private const int OptionTimeout = 0x5002;
    private const int OptionNetworkTimeout = 0x5005;
    private const int OptionRootsFile = 0x6002;
    private const int OptionRequireCertificate = 0x6006;
    private const int OptionMinimumProtocol = 0x6007;
    private const int Demand = 2;
    private const int Tls12 = 0x303;

    /// <summary>In the order in which System.DirectoryServices.Protocols looks for it.</summary>
    private static readonly string[] Names = ["libldap.so.2", "libldap-2.6.so.0", "libldap-2.5.so.0", "libldap-2.4.so.2"];

    private delegate int SetOption(IntPtr session, int option, IntPtr value);

    /// <summary>Why directories cannot be used here; null when they can.</summary>
    public static string? FindFault()
    {
        var handle = Load();
        if (handle == IntPtr.Zero)
        {
            return "needs OpenLDAP's library (package libldap2, on Debian 12 libldap-2.5-0)";
        }

        NativeLibrary.Free(handle);
        return null;
    }

    /// <summary>Call it before the first connection: a server's certificate is demanded and checked, and no call waits for ever.</summary>
    /// <exception cref="DllNotFoundException">The library is missing or does not take a setting.</exception>
    public static void Prepare(TimeSpan timeout)
    {
        // Never freed: the settings are in it.
        var library = Load();
        if (library == IntPtr.Zero)
        {
            throw new DllNotFoundException(FindFault());
        }

        var set = Marshal.GetDelegateForFunctionPointer<SetOption>(NativeLibrary.GetExport(library, "ldap_set_option"));
        WithNumber(set, OptionRequireCertificate, Demand);
        WithNumber(set, OptionMinimumProtocol, Tls12);
        Check(set(IntPtr.Zero, OptionRootsFile, IntPtr.Zero), OptionRootsFile);
        WithTime(set, OptionNetworkTimeout, timeout);
        WithTime(set, OptionTimeout, timeout);
    }

    private static IntPtr Load()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
            {
                return handle;
            }
        }

        return IntPtr.Zero;
    }

    private static void WithNumber(SetOption set, int option, int value) => WithValue(set, option, [value], Marshal.Copy, sizeof(int));

    /// <summary>A <c>struct timeval</c>.</summary>
    private static void WithTime(SetOption set, int option, TimeSpan value) =>
        WithValue(set, option, [(nint)(long)value.TotalSeconds, (nint)(value.Milliseconds * 1000)], Marshal.Copy, IntPtr.Size);

    private static void WithValue<T>(SetOption set, int option, T[] value, Action<T[], int, IntPtr, int> copy, int size)
    {
        var buffer = Marshal.AllocHGlobal(value.Length * size);
        try
        {
            copy(value, 0, buffer, value.Length);
            Check(set(IntPtr.Zero, option, buffer), option);
        }
        finally
        {
            Marshal.FreeHGlobal(buffer);
        }
    }

    private static void Check(int result, int option)
    {
        if (result != 0)
        {
            throw new DllNotFoundException($"OpenLDAP's library does not take the option {option:x}.");
        }
    }
}
