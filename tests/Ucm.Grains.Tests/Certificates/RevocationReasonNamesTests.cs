using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Tests.Certificates;

/// <summary>One spelling of each reason, that of RFC 5280 §5.3.1, wherever it is written.</summary>
public sealed class RevocationReasonNamesTests
{
    public static TheoryData<RevocationReason> All => [.. Enum.GetValues<RevocationReason>()];

    [Theory]
    [MemberData(nameof(All))]
    public void ToName_EveryReason_ReadsBack(RevocationReason reason)
    {
        RevocationReasonNames.TryParse(reason.ToName(), out var read).ShouldBeTrue();
        read.ShouldBe(reason);
    }

    [Theory]
    [InlineData(RevocationReason.CaCompromise, "cACompromise")]
    [InlineData(RevocationReason.AaCompromise, "aACompromise")]
    [InlineData(RevocationReason.PrivilegeWithdrawn, "privilegeWithdrawn")]
    public void Audit_OfARevocation_HasTheNameOfTheRfc(RevocationReason reason, string name)
    {
        var change = new RevocationChange(new CertificateKey(TestRequests.Issuing, SerialNumber.Parse("01")), reason, DateTimeOffset.UnixEpoch, null);

        CertificateAudit.Revoked(change, TestRequests.Admin).Audit.ShouldHaveSingleItem().Detail.ShouldContain($"\"{name}\"");
    }
}
