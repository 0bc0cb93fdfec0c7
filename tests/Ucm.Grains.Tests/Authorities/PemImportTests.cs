using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Authorities;

/// <summary>Authorities whose key and certificate come as PEM.</summary>
[Trait("needs", "server")]
public sealed class PemImportTests(GrainCluster cluster) : IClassFixture<GrainCluster>, IDisposable
{
    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Fact]
    public async Task Import_SubordinateWithItsChain_AndAsPkcs12Again_IsOneAuthority()
    {
        foreign.Root("top", ForeignAuthority.Rsa2048);
        foreign.Sub("below", "top", ForeignAuthority.P256);
        var id = Imports.NewId();

        var first = await cluster.Import(id, Command("below", "top"));
        var again = await cluster.Import(id, Imports.Command(foreign.Export("below", ["top"])));

        first.Refusal.ShouldBeNull();
        (first.Value!.Status, first.Value.Chain.Length, first.Value.Name).ShouldBe((AuthorityStatus.Online, 1, "below"));
        again.Value!.Version.ShouldBe(first.Value.Version);
    }

    [Fact]
    public async Task Import_EncryptedKeyWithTheWrongPassword_NamesTheFieldAndWritesNothing()
    {
        foreign.Root("top", ForeignAuthority.P256);
        foreign.Run("pkcs8", "-topk8", "-in", "top.key", "-passout", "pass:right", "-out", "encrypted.key");
        var id = Imports.NewId();
        var command = Command("top") with { Key = new SecretText(File.ReadAllText(foreign.File("encrypted.key"))) };

        var wrong = (await cluster.Import(id, command with { Password = new SecretText("wrong") })).Refusal!;
        var right = await cluster.Import(id, command with { Password = new SecretText("right") });

        (wrong.Code, wrong.Parts.Single().Name).ShouldBe((RefusalCode.Malformed, "/key"));
        right.Refusal.ShouldBeNull();
        cluster.Audited("authority.import", $"authority:{id}").ShouldBe(1);
    }

    [Fact]
    public async Task Import_WhatDoesNotBelongTogether_IsRefused()
    {
        foreign.Root("one", ForeignAuthority.P256);
        foreign.Root("two", ForeignAuthority.P256);
        var command = Command("one");

        var mixed = (await cluster.Import(Imports.NewId(), command with { Key = Command("two").Key })).Refusal!;
        var noCertificate = (await cluster.Import(Imports.NewId(), command with { Certificates = "nothing" })).Refusal!;

        mixed.Code.ShouldBe(RefusalCode.Malformed);
        mixed.Detail.ShouldContain("no certificate of its private key");
        noCertificate.Parts.Single().Name.ShouldBe("/certificate");
    }

    private ImportAuthorityCommand Command(string name, params string[] issuers) => new([], new SecretText(string.Empty), null, 0, TestRequests.Admin)
    {
        Certificates = string.Concat(((string[])[name, .. issuers]).Select(one => File.ReadAllText(foreign.File($"{one}.pem")))),
        Key = new SecretText(File.ReadAllText(foreign.File($"{name}.key"))),
    };
}
