using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Certificates;

/// <summary>Reads a certificate before it is signed, as a relying party would. One that throws refuses the issuance (law 9).</summary>
internal interface ICertificateLinter
{
    /// <summary>Null when nothing is wrong with it.</summary>
    Refusal? Check(byte[] tbs, CertificateProfile profile, IssuerContext issuer);
}
