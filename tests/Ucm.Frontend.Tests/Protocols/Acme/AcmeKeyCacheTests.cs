using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Ucm.Frontend.Protocols.Acme;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Pki.Jose;

namespace Ucm.Frontend.Tests.Protocols.Acme;

public sealed class AcmeKeyCacheTests
{
    [Fact]
    public void Find_TwoKeysUnderOneThumbprint_EachAccountIsVerifiedWithItsOwn()
    {
        using var attacker = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var victim = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var cache = new AcmeKeyCache();

        cache.Find(Account("a", attacker)).ShouldNotBeNull();
        var verifier = cache.Find(Account("b", victim))!;

        verifier.Verify(Signed(victim)).ShouldBeTrue();
        verifier.Verify(Signed(attacker)).ShouldBeFalse();
        cache.Find(Account("c", victim)).ShouldBeSameAs(verifier);
    }

    private static AcmeAccount Account(string id, ECDsa key) =>
        new(id, AcmeAccountStatus.Valid, [.. key.ExportSubjectPublicKeyInfo()], "the-same-thumbprint", [], true, DateTimeOffset.UnixEpoch);

    private static JwsMessage Signed(ECDsa key)
    {
        var head = Base64UrlText.Encode(Encoding.UTF8.GetBytes("""{"alg":"ES256","kid":"https://ca.test/1","nonce":"AAAA","url":"https://ca.test/acme/x"}"""));
        var body = Base64UrlText.Encode("{}"u8.ToArray());
        var signature = Base64UrlText.Encode(key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256));
        var text = $$"""{"protected":"{{head}}","payload":"{{body}}","signature":"{{signature}}"}""";
        JwsMessage.TryParse(Encoding.UTF8.GetBytes(text), out var message, out var fault).ShouldBeTrue(fault?.Detail);
        return message!;
    }
}
