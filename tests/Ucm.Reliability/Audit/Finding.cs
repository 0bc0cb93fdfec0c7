namespace Ucm.Reliability.Audit;

/// <summary>What an audit can find. Every one of them is a violation: there are no warnings.</summary>
internal enum FindingKind
{
    /// <summary>A client holds a certificate that the database does not have as issued.</summary>
    Lost,

    /// <summary>One request id, one ACME order or one serial with two certificates.</summary>
    IssuedTwice,

    /// <summary>Delivered bytes are not the stored ones, or a change has no audit row or event.</summary>
    Unrecorded,

    /// <summary>A certificate or a revocation that nobody of this run asked for, under a name of this run.</summary>
    Unasked,

    /// <summary>A reserved row that was neither finished nor voided.</summary>
    Unfinished,

    /// <summary>OCSP said good more than three seconds after the receipt.</summary>
    StaleGood,

    /// <summary>OCSP did not know a delivered certificate, told of another one, or could not be read.</summary>
    WrongStatus,

    /// <summary>A receipt that database, OCSP or CRL do not follow.</summary>
    RevocationLost,

    /// <summary>Time or reason differ between receipt, database, OCSP and CRL.</summary>
    RevocationDiffers,

    /// <summary>A revocation sequence that is there twice or belongs to another revocation.</summary>
    SequenceBroken,

    /// <summary>A certificate, CRL or OCSP response whose signature or issuer is wrong.</summary>
    BadSignature,

    /// <summary>Something could not be compared, so nothing is proved of it.</summary>
    NotAudited,
}

/// <param name="Subject">Request id, serial or order.</param>
internal sealed record Finding(FindingKind Kind, string Subject, string Detail);
