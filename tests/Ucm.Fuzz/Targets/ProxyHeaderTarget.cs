using Ucm.Frontend.Http.Proxies;
using Ucm.Fuzz.Mutation;

namespace Ucm.Fuzz.Targets;

/// <summary>Headers of the PROXY protocol v2.</summary>
internal static class ProxyHeaderTarget
{
    public static FuzzTarget Create() => new("proxy", [Header(0x21, 0x11, 12), Header(0x21, 0x11, 200), Header(0x21, 0x21, 36), Header(0x20, 0, 0)], new ByteMutator(), Accept);

    private static bool Accept(byte[] input) => ProxyHeader.Read(new(input)).Status == ProxyHeaderStatus.Complete;

    private static byte[] Header(byte versionAndCommand, byte family, byte addresses) =>
        [.. ProxyHeader.Signature, versionAndCommand, family, 0, addresses, .. new byte[addresses]];
}
