using Microsoft.Extensions.Logging;

namespace Ucm.Grains.Identity.ClientCertificates;

internal static partial class CertificateSignInLog
{
    [LoggerMessage(EventId = 6011, Level = LogLevel.Warning, Message = "A sign-in with the certificate {Fingerprint} from {Address} was refused: {Reason}")]
    public static partial void CertificateRefused(this ILogger logger, string fingerprint, string? address, string reason);

    [LoggerMessage(EventId = 6012, Level = LogLevel.Warning, Message = "A CRL of Ucm:Auth:Mtls:Crls counts as missing: {Reason}")]
    public static partial void CrlNotRead(this ILogger logger, string reason);
}
