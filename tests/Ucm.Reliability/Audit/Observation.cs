namespace Ucm.Reliability.Audit;

/// <summary>OCSP of one serial at one frontend, after the run; signature checked.</summary>
/// <param name="Problem">Why the signature or the responder is not to be trusted; null when it is.</param>
internal sealed record ObservedStatus(string Door, string Serial, string Status, string? Reason, long? RevokedAt, string? Problem);

/// <summary>An entry of the CRL; the time has whole seconds.</summary>
internal sealed record ObservedEntry(string Serial, string Reason, long RevokedAt);

/// <param name="Problem">Why it cannot be used: not served, not verified, too old.</param>
internal sealed record ObservedCrl(long ThisUpdate, IReadOnlyDictionary<string, ObservedEntry> Entries, string? Problem);

/// <summary>What the world is told after the run.</summary>
internal sealed record Observation(IReadOnlyList<ObservedStatus> Status, ObservedCrl Crl);
