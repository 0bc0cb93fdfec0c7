using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities;

/// <summary>Names to try an authority with: some that anybody may have, and some that its name constraints, and those above it, are made for.</summary>
internal static class RehearsalContents
{
    /// <summary>Reserved for examples (RFC 2606).</summary>
    private const string AnyHost = "import-check.example.com";

    /// <summary>Likewise (RFC 5737).</summary>
    private const string AnyAddress = "192.0.2.1";
    private const string CommonName = "CN=import check";

    /// <summary>Whatever a file says, no more than this is tried.</summary>
    private const int MaxSubtrees = 8;

    public static IEnumerable<CertificateRequestContent> Of(IssuerInfo issuer)
    {
        var permitted = issuer.InheritedConstraints.Prepend(issuer.NameConstraints).Where(static one => one is not null).SelectMany(static one => one!.Permitted).ToList();
        foreach (var host in Texts(permitted, NameSubtreeKind.Dns).Select(static domain => Below(domain, "import-check")).Append(AnyHost))
        {
            yield return new CertificateRequestContent(DistinguishedName.Empty, [new GeneralName(GeneralNameKind.Dns, host)]);
        }

        foreach (var address in permitted.Where(static one => one.Kind == NameSubtreeKind.Ip).Take(MaxSubtrees).Select(static one => AddressOf(one)).Append(AnyAddress))
        {
            yield return new CertificateRequestContent(DistinguishedName.Empty, [new GeneralName(GeneralNameKind.Ip, address)]);
        }

        foreach (var subject in permitted.Where(static one => one.Directory is { IsEmpty: false }).Take(MaxSubtrees).Select(static one => one.Directory!.ToString()))
        {
            yield return new CertificateRequestContent(Parse($"{CommonName},{subject}"), []);
        }

        yield return new CertificateRequestContent(Parse(CommonName), []);
        foreach (var mailbox in Texts(permitted, NameSubtreeKind.Email).Select(Mailbox).Append($"import-check@{AnyHost}"))
        {
            yield return new CertificateRequestContent(DistinguishedName.Empty, [new GeneralName(GeneralNameKind.Email, mailbox)]);
        }
    }

    private static IEnumerable<string> Texts(List<NameSubtree> permitted, NameSubtreeKind kind) =>
        permitted.Where(one => one.Kind == kind && one.Text.Length > 0).Select(static one => one.Text).Take(MaxSubtrees);

    private static string AddressOf(NameSubtree network) => new System.Net.IPAddress(network.Address.Span[..(network.Address.Length / 2)]).ToString();

    private static string Below(string domain, string label) => domain[0] == '.' ? label + domain : domain;

    private static string Mailbox(string constraint) => constraint.Contains('@', StringComparison.Ordinal) ? constraint : $"import-check@{Below(constraint, "host")}";

    private static DistinguishedName Parse(string text) => DistinguishedName.TryParse(text, out var name, out _) ? name : DistinguishedName.Empty;
}
