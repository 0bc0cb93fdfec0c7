using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Interfaces.Identity.ClientCertificates;

/// <summary>The client certificate that a session was opened with. The session lives no longer than the certificate is good.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate, lower-case hex.</param>
/// <param name="MayAdminister">The rule that let it in says that the session may be an administrator's.</param>
/// <param name="Own">Whose status counts: the certificate and those of its issuers that were issued here. Empty when another authority issued it.</param>
/// <param name="Foreign">When another authority issued it: its path, DER, the client's own first, the trust anchor last. Else empty.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.session-certificate")]
public sealed record SessionCertificate(
    [property: Id(0)] string Fingerprint,
    [property: Id(1)] DateTimeOffset NotAfter,
    [property: Id(2)] bool MayAdminister,
    [property: Id(3)] ImmutableArray<CertificateKey> Own,
    [property: Id(4)] ImmutableArray<ImmutableArray<byte>> Foreign);
