using Ucm.Grains.Signing;

namespace Ucm.Silo.Bootstrap;

/// <summary>
/// What the names of an installation's first authorities end in. Two installations must not share a subject: clients that trust both would mix their roots up. It is made
/// of the master key, so that a first start that was cut off asks again for the same authority.
/// </summary>
internal static class InstallationTag
{
    private const int Size = 2;

    public static string Of(MasterKey masterKey)
    {
        Span<byte> tag = stackalloc byte[Size];
        masterKey.Derive("ucm-installation-tag-1"u8, tag);
        return Convert.ToHexStringLower(tag);
    }
}
