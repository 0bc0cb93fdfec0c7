namespace Ucm.Grains.Interfaces.Outcomes;

/// <summary>Every reason for which a grain refuses a request. Each protocol maps every code exactly once (docs/errors.md).</summary>
// Stored and sent: numbers are forever.
public enum RefusalCode
{
    /// <summary>The request itself cannot be understood.</summary>
    Malformed = 1,

    /// <summary>The named thing does not exist, or the caller may not know that it does.</summary>
    NotFound = 2,

    /// <summary>Nobody is authenticated.</summary>
    Unauthenticated = 3,

    /// <summary>The caller is known and may not do this.</summary>
    Forbidden = 4,

    /// <summary>The state of the target does not allow it, or another request changed it first.</summary>
    Conflict = 5,

    /// <summary>The idempotency key was used before with different content.</summary>
    IdempotencyMismatch = 6,

    /// <summary>Too many requests; <see cref="Refusal.RetryAfter"/> says when to come back.</summary>
    RateLimited = 7,

    /// <summary>A dependency is away. Nothing was changed, unless the detail says that it may have been.</summary>
    Unavailable = 8,

    /// <summary>The object was changed since the caller saw it; the version that was expected is not the present one.</summary>
    StaleVersion = 9,

    /// <summary>The PKCS#10 request is not acceptable.</summary>
    BadCsr = 20,

    /// <summary>The public key is weak, blocked or of a kind the profile does not allow.</summary>
    BadPublicKey = 21,

    /// <summary>A name may not be in the certificate.</summary>
    RejectedIdentifier = 22,

    /// <summary>A name is of a kind that this authority does not issue for.</summary>
    UnsupportedIdentifier = 23,

    /// <summary>The certificate would break a rule of the profile, the authority or the linter.</summary>
    PolicyViolation = 24,

    /// <summary>
    /// What the authority needs is away at the moment: its current settings or its key. See <see cref="AuthorityNotOnline"/> for one that is out of
    /// service.
    /// </summary>
    AuthorityUnavailable = 25,

    /// <summary>There is no such profile.</summary>
    UnknownProfile = 26,

    /// <summary>The issuance was begun, cut off and given up; its serial is never used again.</summary>
    IssuanceVoided = 27,

    /// <summary>A person has to approve it first.</summary>
    ApprovalPending = 28,

    /// <summary>A CAA record forbids the issuance or could not be read (RFC 8659).</summary>
    Caa = 29,

    /// <summary>The authority is suspended, retired or not yet in service, and stays so until somebody changes it.</summary>
    AuthorityNotOnline = 35,

    /// <summary>The certificate is revoked already (RFC 8555 §7.6).</summary>
    AlreadyRevoked = 40,

    /// <summary>The reason is not one that may be given (RFC 5280 §5.3.1).</summary>
    BadRevocationReason = 41,

    /// <summary>User name, password or token is wrong; never says which.</summary>
    InvalidCredentials = 60,

    /// <summary>Too many failed attempts.</summary>
    LockedOut = 61,

    /// <summary>The password was right; <see cref="Refusal.SecondFactor"/> says what is still to be shown.</summary>
    SecondFactorRequired = 62,

    /// <summary>The user's role allows it after a proof that it is he, which the session does not show or showed too long ago.</summary>
    ProofRequired = 63,

    /// <summary>The ACME account does not exist (RFC 8555 §6.7 accountDoesNotExist).</summary>
    AccountDoesNotExist = 80,

    /// <summary>The nonce is unknown, used or old (badNonce).</summary>
    BadNonce = 81,

    /// <summary>The JWS algorithm is not accepted (badSignatureAlgorithm).</summary>
    BadSignatureAlgorithm = 82,

    /// <summary>An external account binding is required (externalAccountRequired).</summary>
    ExternalAccountRequired = 83,

    /// <summary>A contact URL is not valid (invalidContact).</summary>
    InvalidContact = 84,

    /// <summary>A contact URL has a scheme that is not supported (unsupportedContact).</summary>
    UnsupportedContact = 85,

    /// <summary>The order cannot be finalized yet (orderNotReady).</summary>
    OrderNotReady = 86,

    /// <summary>The terms of service have to be agreed to (userActionRequired).</summary>
    UserActionRequired = 87,

    /// <summary>The validator could not connect (connection).</summary>
    Connection = 88,

    /// <summary>A DNS query failed (dns).</summary>
    Dns = 89,

    /// <summary>The response to the challenge was wrong (incorrectResponse).</summary>
    IncorrectResponse = 90,

    /// <summary>A TLS error during validation (tls).</summary>
    Tls = 91,

    /// <summary>Another order has replaced the certificate (RFC 9773 §7.4 alreadyReplaced).</summary>
    AlreadyReplaced = 92,
}
