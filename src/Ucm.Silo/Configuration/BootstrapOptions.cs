namespace Ucm.Silo.Configuration;

/// <summary>What the first start makes.</summary>
internal sealed class BootstrapOptions
{
    public const string Section = "Ucm:Bootstrap";

    public bool Enabled { get; set; } = true;

    /// <summary>The first password of <c>admin</c>; without it a random one is made, which has to be changed at the first sign-in.</summary>
    public string? AdminPassword { get; set; }

    /// <summary><c>rsa-2048 rsa-3072 rsa-4096 ecdsa-p256 ecdsa-p384 ecdsa-p521 ed25519</c></summary>
    public string RootKeyAlgorithm { get; set; } = "ecdsa-p384";

    /// <summary>As <see cref="RootKeyAlgorithm"/>.</summary>
    public string IssuingKeyAlgorithm { get; set; } = "ecdsa-p256";

    /// <summary>The organization in the subjects of the two authorities.</summary>
    public string Organization { get; set; } = "UltimateCA";
}
