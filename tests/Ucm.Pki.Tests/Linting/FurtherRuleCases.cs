using static Ucm.Pki.Tests.Linting.TestCertificate;
using static Ucm.Pki.Tests.Linting.TestDer;

namespace Ucm.Pki.Tests.Linting;

/// <summary>The second half of <see cref="RuleTests"/>' table: keys, purposes, criticality, roots.</summary>
internal static class FurtherRuleCases
{
    private const string Poison = "1.3.6.1.4.1.11129.2.4.3";
    private const string Sct = "1.3.6.1.4.1.11129.2.4.2";
    private static readonly byte[] Anything = Seq(Tlv(0x80, [0]));
    private static readonly byte[] HttpPoint = Tlv(0xA0, Tlv(0xA0, Text(0x86, "http://a")));

    public static readonly Dictionary<string, (Func<TestCertificate> Good, Action<TestCertificate> Spoil)> All = new()
    {
        ["x690.der.constructed-string"] = (TlsServer, c => c.Subject = Seq(Tlv(0x31, Seq(Oid("2.5.4.3"), Tlv(0x2C, Text(0x0C, "a")))))),
        ["x690.der.depth"] = (TlsServer, c => c.Issuer = Enumerable.Range(0, 30).Aggregate(Array.Empty<byte>(), (inner, _) => Seq(inner))),
        ["x690.der.object-identifier"] = (TlsServer, c => c.Algorithm = Seq(Tlv(6, [0x2A, 0x80, 0x01]))),
        ["cabf.authority.common-name"] = (Authority, c => c.Subject = Seq(Attribute("2.5.4.10", 0x0C, "Example"))),
        ["cabf.code-signing.common-name"] = (() => For(3), c => c.Subject = Seq(Attribute("2.5.4.10", 0x0C, "Example"))),
        ["cabf.code-signing.key-usage"] = (() => For(3), c => c.With(KeyUsage, Bits(6, 0x40), critical: true)),
        ["cabf.code-signing.rsa-3072"] = (() => WithKey(For(3), Rsa(3072, 0x01, [1, 0, 1])), c => c.Key = Rsa(2048, 0x01, [1, 0, 1])),
        ["cabf.tsa.rsa-3072"] = (() => WithKey(For(8), Rsa(3072, 0x01, [1, 0, 1])), c => c.Key = Rsa(2048, 0x01, [1, 0, 1])),
        ["cabf.key.rsa-size-multiple"] = (RsaServer, c => c.Key = RsaKey([0x41, .. new byte[254], 1])),
        ["rfc8017.key.rsa-positive"] = (RsaServer, c => c.Key = RsaKey([0xC1, .. new byte[254], 1])),
        ["cabf.name.single-valued-rdn"] = (TlsServer, c => c.Subject = Seq(Tlv(0x31, Seq(Oid("2.5.4.3"), Text(0x0C, "a")), Seq(Oid("2.5.4.10"), Text(0x0C, "b"))))),
        ["cabf.ocsp-signer.not-authority"] = (Authority, c => c.With(Eku, Purposes(9))),
        ["cabf.root.no-eku"] = (Root, c => c.With(Eku, Purposes(1))),
        ["cabf.root.no-path-length"] = (Root, c => c.With(Basic, Seq(Tlv(1, [0xFF]), Tlv(2, [1])), critical: true)),
        ["cabf.root.no-pointers"] = (Root, c => c.With(Cdp, Seq(Seq(HttpPoint)))),
        ["cabf.root.no-policies"] = (Root, c => c.With(Policies, Seq(Seq(Oid("1.2.3"))))),
        ["rfc5280.aki.self"] = (Root, c => c.With(Aki, Seq(Tlv(0x80, [.. Enumerable.Repeat((byte)1, 20)])))),
        ["cabf.smime.subject-email-in-san"] = (() => For(4), c => c.Subject = Seq(Attribute("1.2.840.113549.1.9.1", 0x16, "b@example.com"))),
        ["cabf.tls.key-algorithm"] = (TlsServer, c => c.Key = Ed25519()),
        ["cabf.tls.key-usage-rsa"] = (RsaServer, c => c.With(KeyUsage, Bits(6, 0xC0), critical: true)),
        ["rfc4055.key-usage.rsa"] = (RsaServer, c => c.With(KeyUsage, Bits(3, 0x88), critical: true)),
        ["rfc8410.key-usage.ed25519"] = (() => WithKey(TlsServer(), Ed25519()), c => c.With(KeyUsage, Bits(5, 0xA0), critical: true)),
        ["cabf.tls.revocation-source"] = (() => TlsServer().With(Cdp, Seq(Seq(HttpPoint))), c => c.Without(Cdp)),
        ["cabf.aia.known-method"] = (TlsServer, c => c.With(Aia, Seq(Seq(Oid("1.3.6.1.5.5.7.48.3"), Text(0x86, "http://a"))))),
        ["cabf.cdp.no-reasons"] = (() => TlsServer().With(Cdp, Seq(Seq(HttpPoint))), c => c.With(Cdp, Seq(Seq(HttpPoint, Tlv(0x81, [0, 1]))))),
        ["cabf.timestamping.validity-15-years"] = (() => For(8), c => c.NotAfter = Text(0x17, "461222235959Z")),
        ["cabf.tls.validity-100"] = (() => Within("270401000000Z", "270501000000Z"), c => c.NotAfter = Text(0x17, "271001000000Z")),
        ["cabf.tls.validity-47"] = (() => Within("290401000000Z", "290420000000Z"), c => c.NotAfter = Text(0x17, "290701000000Z")),
        ["rfc3161.tsa.key-usage"] = (() => For(8), c => c.With(KeyUsage, Bits(5, 0xA0), critical: true)),
        ["rfc5280.eku.client-auth-key-usage"] = (() => For(2), c => c.With(KeyUsage, Bits(5, 0x20), critical: true)),
        ["rfc5280.eku.code-signing-key-usage"] = (() => For(3), c => c.With(KeyUsage, Bits(6, 0x40), critical: true)),
        ["rfc5280.eku.email-protection-key-usage"] = (() => For(4), c => c.With(KeyUsage, Bits(4, 0x10), critical: true)),
        ["rfc5280.eku.time-stamping-key-usage"] = (() => For(8), c => c.With(KeyUsage, Bits(5, 0x20), critical: true)),
        ["rfc5280.eku.ocsp-signing-key-usage"] = (() => For(9), c => c.With(KeyUsage, Bits(5, 0x20), critical: true)),
        ["rfc5280.extensions.not-empty"] = (TlsServer, c => c.Without(San).Without(KeyUsage).Without(Eku).Without(Aki).Without(Policies)),
        ["rfc5280.policies.known-qualifier"] = (TlsServer, c => c.With(Policies, Qualified("1.2.3.4", Text(0x16, "http://a")))),
        ["rfc5280.policies.notice-text"] = (TlsServer, c => c.With(Policies, Qualified("1.3.6.1.5.5.7.2.2", Seq(Text(0x0C, new string('a', 201)))))),
        ["rfc5280.policy-constraints.authority"] = (TlsServer, c => c.With("2.5.29.36", Anything, critical: true)),
        ["rfc5280.policy-mappings.authority"] = (TlsServer, c => c.With("2.5.29.33", Anything, critical: true)),
        ["rfc5280.policy-constraints.critical"] = (Authority, c => c.With("2.5.29.36", Anything)),
        ["rfc5280.inhibit-any-policy.critical"] = (Authority, c => c.With("2.5.29.54", Tlv(2, [0]))),
        ["rfc5280.issuer-alt-name.not-critical"] = (TlsServer, c => c.With("2.5.29.18", Dns("a.example"), critical: true)),
        ["rfc5280.directory-attributes.not-critical"] = (TlsServer, c => c.With("2.5.29.9", Seq(), critical: true)),
        ["rfc5280.cdp.not-critical"] = (TlsServer, c => c.With(Cdp, Seq(Seq(HttpPoint)), critical: true)),
        ["rfc5280.freshest-crl.not-critical"] = (TlsServer, c => c.With("2.5.29.46", Seq(Seq(HttpPoint)), critical: true)),
        ["rfc5280.sia.not-critical"] = (Authority, c => c.With("1.3.6.1.5.5.7.1.11", Seq(), critical: true)),
        ["rfc6960.no-check.not-critical"] = (() => For(9), c => c.With(NoCheck, [5, 0], critical: true)),
        ["rfc6962.final"] = (TlsServer, c => c.With(Poison, [5, 0], critical: true).With(Sct, Tlv(4, [0]))),
        ["rfc6962.poison.critical"] = (TlsServer, c => c.With(Poison, [5, 0])),
        ["rfc6962.sct.not-critical"] = (TlsServer, c => c.With(Sct, Tlv(4, [0]), critical: true)),
        ["rfc7633.tls-feature.not-critical"] = (TlsServer, c => c.With("1.3.6.1.5.5.7.1.24", Seq(Tlv(2, [5])), critical: true)),
    };

    private static TestCertificate RsaServer() => WithKey(TlsServer(), Rsa(2048, 0x01, [1, 0, 1]));

    private static TestCertificate Within(string notBefore, string notAfter)
    {
        var certificate = TlsServer();
        (certificate.NotBefore, certificate.NotAfter) = (Text(0x17, notBefore), Text(0x17, notAfter));
        return certificate;
    }

    private static TestCertificate WithKey(TestCertificate certificate, byte[] key)
    {
        certificate.Key = key;
        return certificate;
    }

    private static byte[] Qualified(string qualifier, byte[] value) => Seq(Seq(Oid("1.2.3"), Seq(Seq(Oid(qualifier), value))));

    private static byte[] Ed25519() => Seq(Seq(Oid("1.3.101.112")), Bits([0, .. Enumerable.Repeat((byte)0x5A, 32)]));

    private static byte[] RsaKey(byte[] modulus) => Seq(Seq(Oid("1.2.840.113549.1.1.1"), [5, 0]), Bits([0, .. Seq(Tlv(2, modulus), Tlv(2, [1, 0, 1]))]));
}
