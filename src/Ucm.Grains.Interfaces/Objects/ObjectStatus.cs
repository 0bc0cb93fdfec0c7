namespace Ucm.Grains.Interfaces.Objects;

/// <summary>Whether an object is in use.</summary>
// Stored and sent: numbers are forever.
public enum ObjectStatus
{
    Enabled = 1,

    /// <summary>Kept and shown, but nothing may be done by it.</summary>
    Disabled = 2,

    /// <summary>As if it had never been, but for its versions; the name can be given again.</summary>
    Deleted = 3,
}
