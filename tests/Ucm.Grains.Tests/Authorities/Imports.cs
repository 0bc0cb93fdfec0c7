using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Authorities;

internal static class Imports
{
    public static ImportAuthorityCommand Command(byte[] pkcs12) => new([.. pkcs12], new SecretText(ForeignAuthority.Password), null, 0, TestRequests.Admin);

    public static Task<Outcome<AuthoritySnapshot>> Import(this GrainCluster cluster, AuthorityId id, ImportAuthorityCommand command) =>
        cluster.Grains.Authority(id).Import(command, CancellationToken.None);

    public static async Task<AuthoritySnapshot> Imported(this GrainCluster cluster, AuthorityId id, byte[] pkcs12, long crlNumberFloor = 0)
    {
        var imported = await cluster.Import(id, Command(pkcs12) with { CrlNumberFloor = crlNumberFloor });
        imported.Refusal.ShouldBeNull();
        return imported.Value!;
    }

    /// <summary>An identifier that no other test of the cluster has.</summary>
    public static AuthorityId NewId() => AuthorityId.Parse($"i{Guid.NewGuid():n}");
}
