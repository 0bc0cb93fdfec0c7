namespace Ucm.Grains.Certificates;

/// <summary>The ten steps of an issuance (docs/architecture.md, "Issue"), named by what is true once they are reached.</summary>
internal enum IssuanceStep
{
    Authorised = 1,
    LookedUp = 2,
    RequestChecked = 3,
    Composed = 4,
    Linted = 5,
    Validated = 6,
    Reserved = 7,
    Signed = 8,
    Stored = 9,
    Returned = 10,
}
