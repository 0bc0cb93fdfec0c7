using Org.BouncyCastle.Ocsp;
using Ucm.Reliability.Ledger;
using Ucm.Reliability.Measuring;

namespace Ucm.Reliability.Status;

/// <summary>What an OCSP response says of one serial, read by BouncyCastle.</summary>
/// <param name="Status">good, revoked, unknown; or the name of an error status (RFC 6960 §4.2.1), such as tryLater.</param>
internal sealed record StatusReading(string Status, string? Serial, string? Reason, long? RevokedAt, BasicOcspResp? Basic)
{
    private static readonly string[] Errors = ["successful", "malformedRequest", "internalError", "tryLater", "4", "sigRequired", "unauthorized"];

    /// <exception cref="FormatException">Not an OCSP response, or not one answer.</exception>
    public static StatusReading Read(byte[] body)
    {
        try
        {
            var response = new OcspResp(body);
            if (response.Status != OcspRespStatus.Successful)
                return new StatusReading(response.Status < Errors.Length ? Errors[response.Status] : $"{response.Status}", null, null, null, null);

            var basic = (BasicOcspResp)response.GetResponseObject();
            var single = basic.Responses.Single();
            var serial = Serials.ToHex(single.GetCertID().SerialNumber);
            return single.GetCertStatus() switch
            {
                null => new StatusReading(LedgerOutcome.Good, serial, null, null, basic),
                RevokedStatus revoked => new StatusReading(
                    LedgerOutcome.Revoked,
                    serial,
                    Reasons.ToName(revoked.HasRevocationReason ? revoked.RevocationReason : 0),
                    new DateTimeOffset(DateTime.SpecifyKind(revoked.RevocationTime, DateTimeKind.Utc)).Microseconds(),
                    basic),
                _ => new StatusReading(LedgerOutcome.Unknown, serial, null, null, basic),
            };
        }
        catch (Exception fault) when (fault is IOException or OcspException or InvalidOperationException or ArgumentException or InvalidCastException)
        {
            throw new FormatException("The answer is not an OCSP response for one certificate.", fault);
        }
    }
}
