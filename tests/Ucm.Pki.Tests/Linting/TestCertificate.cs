using static Ucm.Pki.Tests.Linting.TestDer;

namespace Ucm.Pki.Tests.Linting;

/// <summary>A certificate in parts, each of which a test may spoil. Unspoilt it is a TLS server's, or with <see cref="Authority"/> an authority's, without a finding of Warning or worse.</summary>
internal sealed class TestCertificate
{
    public const string San = "2.5.29.17";
    public const string KeyUsage = "2.5.29.15";
    public const string Eku = "2.5.29.37";
    public const string Basic = "2.5.29.19";
    public const string Ski = "2.5.29.14";
    public const string Aki = "2.5.29.35";
    public const string Aia = "1.3.6.1.5.5.7.1.1";
    public const string Cdp = "2.5.29.31";
    public const string Policies = "2.5.29.32";
    public const string NoCheck = "1.3.6.1.5.5.7.48.1.5";

    private readonly List<(string Oid, byte[]? Critical, byte[] Value)> extensions = [];

    public byte[] Version { get; set; } = Tlv(0xA0, Tlv(2, [2]));

    public byte[] Serial { get; set; } = [0x01, 0x93, 0x5C, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88];

    public byte[] Algorithm { get; set; } = Seq(Oid("1.2.840.10045.4.3.2"));

    public byte[]? OuterAlgorithm { get; set; }

    public byte[] Issuer { get; set; } = Seq(Attribute("2.5.4.3", 0x0C, "Test Issuing"));

    public byte[] NotBefore { get; set; } = Text(0x17, "261123000000Z");

    public byte[] NotAfter { get; set; } = Text(0x17, "261222235959Z");

    public byte[] Subject { get; set; } = Seq(Attribute("2.5.4.3", 0x0C, "www.example.com"));

    public byte[] Key { get; set; } = Seq(Seq(Oid("1.2.840.10045.2.1"), Oid("1.2.840.10045.3.1.7")), Bits([0, 4, .. Enumerable.Repeat((byte)0x5A, 64)]));

    public byte[] Signature { get; set; } = Bits([0, .. Seq(Tlv(2, [1]), Tlv(2, [2]))]);

    public byte[] AfterKey { get; set; } = [];

    public bool OmitsExtensions { get; set; }

    public static TestCertificate TlsServer()
    {
        var certificate = new TestCertificate();
        certificate.With(KeyUsage, Bits(7, 0x80), critical: true);
        certificate.With(Eku, Purposes(1));
        certificate.With(San, Dns("www.example.com"));
        certificate.With(Aki, Seq(Tlv(0x80, new byte[20])));
        certificate.With(Policies, Seq(Seq(Oid("2.23.140.1.2.1"))));
        return certificate;
    }

    public static TestCertificate Authority()
    {
        var certificate = new TestCertificate { Subject = Seq(Attribute("2.5.4.3", 0x0C, "Test Sub")) };
        certificate.With(Basic, Seq(Tlv(1, [0xFF])), critical: true);
        certificate.With(KeyUsage, Bits(1, 0x06), critical: true);
        certificate.With(Ski, Tlv(4, new byte[20]));
        certificate.With(Aki, Seq(Tlv(0x80, new byte[20])));
        return certificate;
    }

    /// <summary>An authority that issued itself.</summary>
    public static TestCertificate Root()
    {
        var certificate = Authority();
        certificate.Subject = certificate.Issuer;
        return certificate;
    }

    public static TestCertificate For(int purpose)
    {
        var certificate = TlsServer().With(Eku, Purposes(purpose), critical: purpose == 8);
        return purpose == 9 ? certificate.With(NoCheck, [5, 0]) : purpose == 4 ? certificate.With(San, Seq(Text(0x81, "a@example.com"))) : certificate;
    }

    public TestCertificate With(string oid, byte[] value, bool critical = false) => With(oid, value, critical ? Tlv(1, [0xFF]) : null);

    public TestCertificate With(string oid, byte[] value, byte[]? critical)
    {
        extensions.RemoveAll(extension => extension.Oid == oid);
        return Add(oid, value, critical);
    }

    public TestCertificate Add(string oid, byte[] value, byte[]? critical = null)
    {
        extensions.Add((oid, critical, value));
        return this;
    }

    public TestCertificate Without(string oid)
    {
        extensions.RemoveAll(extension => extension.Oid == oid);
        return this;
    }

    public byte[] Encode()
    {
        var list = OmitsExtensions ? [] : Tlv(0xA3, Seq([.. extensions.Select(extension => Seq(Oid(extension.Oid), extension.Critical ?? [], Tlv(4, extension.Value)))]));
        var tbs = Seq(Version, Tlv(2, Serial), Algorithm, Issuer, Seq(NotBefore, NotAfter), Subject, Key, AfterKey, list);
        return Seq(tbs, OuterAlgorithm ?? Algorithm, Signature);
    }
}
