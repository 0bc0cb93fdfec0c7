using Ucm.Grains.Identity.Factors;

namespace Ucm.Grains.Tests.Identity.Factors;

public sealed class PasskeyPolicyValidatorTests
{
    private readonly PasskeyPolicyValidator validator = new();

    [Fact]
    public void Validate_Defaults_ArePossible() => validator.Validate(null, new PasskeyPolicyOptions()).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_DirectWithoutRootsAndAWrongGuid_NamesBoth()
    {
        var options = new PasskeyPolicyOptions { Attestation = PasskeyAttestation.Direct, AllowedAaguids = ["yubikey"] };

        var faults = validator.Validate(null, options).Failures!.ToList();

        faults.Count.ShouldBe(2);
        faults.ShouldContain(static fault => fault.Contains("yubikey", StringComparison.Ordinal));
        faults.ShouldContain(static fault => fault.Contains("RootsDirectory", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_DirectoryWithoutACertificate_IsAFault()
    {
        var directory = Directory.CreateTempSubdirectory("ucm-roots-");
        var options = new PasskeyPolicyOptions { Attestation = PasskeyAttestation.Direct, RootsDirectory = directory.FullName };

        var missing = validator.Validate(null, new PasskeyPolicyOptions { RootsDirectory = Path.Combine(directory.FullName, "none") });
        var empty = validator.Validate(null, options);
        File.WriteAllText(Path.Combine(directory.FullName, "root.pem"), "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----");
        var nonsense = validator.Validate(null, options);

        (missing.Failed, empty.Failed, nonsense.Failed).ShouldBe((true, true, true));
        directory.Delete(recursive: true);
    }
}
