using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Objects;
using Ucm.Pki.Authorities;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities.Chains;

/// <summary>What makes a chain valid: the authority's name and key first, each certificate an authority's, valid now, and signed by the next.</summary>
internal sealed class ChainRules(CertificateChainDocument document, FieldFaults faults, DateTimeOffset now)
{
    private const int MaxCertificates = 8;
    private const int MaxOrder = 1000;

    public void Check(AuthorityCatalog authorities)
    {
        if (Math.Abs((long)document.Order) > MaxOrder)
        {
            faults.Add("/order", $"Must lie between -{MaxOrder} and {MaxOrder}.");
        }

        var authority = authorities.Authorities.FirstOrDefault(known => known.Id.Value == document.Authority);
        if (authority is null)
        {
            faults.Add("/authority", $"There is no authority \"{document.Authority}\".");
        }

        if (document.Certificates.Length is 0 or > MaxCertificates)
        {
            faults.Add("/certificates", $"Must have 1 to {MaxCertificates} certificates.");
        }
        else if (Parse() is { } chain && authority is not null)
        {
            CheckFirst(chain[0], ParsedCertificate.Parse(authority.Certificate.AsMemory()));
            CheckPath(chain);
        }
    }

    private List<ParsedCertificate>? Parse()
    {
        var chain = new List<ParsedCertificate>();
        for (var i = 0; i < document.Certificates.Length; i++)
        {
            if (CrossChain.TryRead(document.Certificates[i], out var certificate, out var fault))
            {
                chain.Add(certificate);
            }
            else
            {
                faults.Add($"/certificates/{i}", fault);
            }
        }

        return chain.Count == document.Certificates.Length ? chain : null;
    }

    private void CheckFirst(ParsedCertificate first, ParsedCertificate authority)
    {
        if (!first.Subject.Matches(authority.Subject) || !first.SubjectPublicKeyInfo.Span.SequenceEqual(authority.SubjectPublicKeyInfo.Span))
        {
            faults.Add("/certificates/0", $"Must have the name and the public key of the authority \"{document.Authority}\", which is {authority.Subject}.");
        }
        else if (first.Der.Span.SequenceEqual(authority.Der.Span) || IssuerPath.IsRoot(first))
        {
            faults.Add("/certificates/0", "Must be a certificate by another authority: this one is the authority's own.");
        }
        else if (first.SubjectKeyIdentifier is { } identifier && authority.SubjectKeyIdentifier is { } own && !identifier.Span.SequenceEqual(own.Span))
        {
            faults.Add("/certificates/0", "Must have the authority's subject key identifier: certificates name their issuer by it.");
        }
    }

    private void CheckPath(List<ParsedCertificate> chain)
    {
        for (var i = 0; i < chain.Count; i++)
        {
            var next = i + 1 < chain.Count ? chain[i + 1] : null;
            if (!chain[i].IsAuthority)
            {
                faults.Add($"/certificates/{i}", "Is not an authority's certificate.");
            }
            else if (chain[i].NotBefore > now || chain[i].NotAfter <= now)
            {
                faults.Add($"/certificates/{i}", "Is not valid now.");
            }
            else if (next is not null && !IssuerPath.IsIssuer(next, chain[i]))
            {
                faults.Add($"/certificates/{i}", "Is not signed by the next one.");
            }
            else if (next is not null && IssuerPath.IsRoot(chain[i]))
            {
                faults.Add($"/certificates/{i}", "Is a root, so nothing can follow it.");
            }
        }
    }
}
