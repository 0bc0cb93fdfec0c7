namespace Ucm.Grains.Identity.Factors;

/// <summary>Which passkeys may be registered. Those that are registered already stay.</summary>
internal sealed class PasskeyPolicyOptions
{
    public const string Section = "Ucm:Auth:Passkeys";

    public PasskeyAttestation Attestation { get; set; } = PasskeyAttestation.None;

    /// <summary>Models of authenticators (GUIDs); empty for every model. Only <see cref="PasskeyAttestation.Direct"/> proves which model it is.</summary>
    public string[] AllowedAaguids { get; set; } = [];

    /// <summary>PEM or DER files of the manufacturers' attestation roots; needed for <see cref="PasskeyAttestation.Direct"/>.</summary>
    public string? RootsDirectory { get; set; }
}

/// <summary>What is asked of an authenticator about itself.</summary>
internal enum PasskeyAttestation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A statement that the browser may make anonymous; nothing is demanded of it.</summary>
    Indirect,

    /// <summary>A statement whose certificates lead to one of the roots.</summary>
    Direct,
}
