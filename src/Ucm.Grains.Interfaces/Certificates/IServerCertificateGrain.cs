using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>Gives frontends their TLS server certificates, and nobody anything else. Key: always 0. A stateless worker.</summary>
[Alias("ucm.server-certificate-grain")]
public interface IServerCertificateGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// A certificate of the profile tls-server-short from the authority <c>issuing</c>, for those of the names that are this installation's. Refusals: RejectedIdentifier
    /// (none of them is), RateLimited, and those of an issuance. Interleaves: it holds no state.
    /// </summary>
    [OpenToFrontends]
    [AlwaysInterleave]
    [Alias("Issue")]
    Task<Outcome<IssuedCertificate>> Issue(ServerCertificateRequest request, CancellationToken cancellationToken);
}

/// <summary>Ask for a server certificate.</summary>
/// <param name="Csr">PKCS#10 DER; only its key counts.</param>
/// <param name="Names">What the frontend is called, as far as it knows.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.server-certificate-request")]
public sealed record ServerCertificateRequest([property: Id(0)] ImmutableArray<byte> Csr, [property: Id(1)] ImmutableArray<SubjectName> Names)
{
    /// <summary>The authority that server certificates are asked of.</summary>
    public static AuthorityId Authority { get; } = AuthorityId.Parse("issuing");
}
