using System.Collections.Immutable;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki.Keys;
using Ucm.Pki.Requests;
using Ucm.Pki.X509;

namespace Ucm.Grains.Acme;

/// <summary>What ACME asks of a request beyond what issuance checks (RFC 8555 §7.4, §11.1): exactly the order's names, and a key of its own.</summary>
internal static class AcmeCsr
{
    public static Refusal? Check(ImmutableArray<byte> der, IEnumerable<SubjectName> ordered, ReadOnlySpan<byte> accountKey, ProvenRequests proven)
    {
        if (!CertificationRequest.TryParse(der.AsMemory(), out var csr, out var fault))
        {
            return BadCsr(fault.Detail);
        }

        if (KeyPolicy.Default.Check(csr.PublicKey) is { } weak)
        {
            return weak.ToRefusal();
        }

        if (csr.PublicKey.Der.Span.SequenceEqual(accountKey))
        {
            return BadCsr("The certificate's key must not be the account's key (RFC 8555 §11.1).");
        }

        // The dearest check last: what fails another one costs no signature, and what passes them goes straight on to issuance.
        return CheckNames(csr, [.. ordered.Select(ToGeneralName)]) ?? (proven.VerifyAndRemember(csr) is { } unproven ? BadCsr(unproven.Detail) : null);
    }

    private static Refusal? CheckNames(CertificationRequest csr, HashSet<GeneralName> ordered)
    {
        var names = new HashSet<GeneralName>(csr.Names);
        if (csr.Subject.CommonName is { } text)
        {
            // RFC 8555 §7.4: the names are those of the common name and of the alternative names together.
            if (GeneralNames.FromHost(text) is not { } common)
            {
                return BadCsr("The common name of the request is neither a DNS name nor an IP address.");
            }

            names.Add(common);
        }

        if (names.SetEquals(ordered))
        {
            return null;
        }

        var missing = ordered.Except(names).Select(static name => $"{name} is missing");
        var extra = names.Except(ordered).Select(static name => $"{name} is not in the order");
        return BadCsr($"The request must have exactly the order's names: {string.Join(", ", missing.Concat(extra).Take(5))}.");
    }

    private static GeneralName ToGeneralName(SubjectName name) => new(name.Kind == SubjectNameKind.Ip ? GeneralNameKind.Ip : GeneralNameKind.Dns, name.Value);

    private static Refusal BadCsr(string detail) => new(RefusalCode.BadCsr, detail);
}
