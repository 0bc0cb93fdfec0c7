using Ucm.Pki.Requests;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>What is asked to stand in a certificate. A null time is the profile's.</summary>
public sealed record CertificateRequestContent(
    DistinguishedName? Subject,
    IReadOnlyList<GeneralName>? Names,
    DateTimeOffset? NotBefore = null,
    DateTimeOffset? NotAfter = null)
{
    /// <summary>The extensions that are asked for. None is copied: the profile honours them, leaves them out or refuses them.</summary>
    public IReadOnlyList<CertificateExtension> Extensions { get; init; } = [];

    /// <summary>What a request asks for.</summary>
    public static CertificateRequestContent From(CertificationRequest request) =>
        new(request.Subject, request.Names) { Extensions = request.RequestedExtensions };
}
