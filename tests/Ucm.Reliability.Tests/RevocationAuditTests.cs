using Shouldly;
using Ucm.Reliability.Audit;
using Ucm.Reliability.Ledger;

namespace Ucm.Reliability.Tests;

/// <summary>The auditor, given runs in which a revocation was lost, differs from place to place, or is not seen in time.</summary>
public sealed class RevocationAuditTests
{
    private const long GraceOver = Forgery.Receipt + 3_000_001;
    private readonly Forgery run = new();

    [Fact]
    public void Compare_GoodAfterThreeSeconds_IsStale()
    {
        run.Entries.Add(Forgery.Answer(Forgery.Revoked, LedgerOutcome.Good, GraceOver));

        run.Compare().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            finding => finding.Kind.ShouldBe(FindingKind.StaleGood),
            finding => finding.Detail.ShouldContain("Response: AQID", Case.Sensitive, "the bytes are the evidence"));
    }

    [Fact]
    public void Compare_GoodWithinThreeSeconds_IsFine()
    {
        run.Entries.Add(Forgery.Answer(Forgery.Revoked, LedgerOutcome.Good, GraceOver - 1));

        run.Compare().ShouldBeEmpty();
    }

    [Fact]
    public void Compare_StaleAfterItWasSeenRevoked_IsStale()
    {
        run.Entries.Add(Forgery.Answer(Forgery.Revoked, LedgerOutcome.Revoked, Forgery.Receipt + 1));
        run.Entries.Add(Forgery.Answer(Forgery.Revoked, LedgerOutcome.Good, GraceOver + 60_000_000));

        run.Kinds().ShouldBe([FindingKind.StaleGood]);
    }

    [Theory]
    [InlineData(LedgerOutcome.Unknown)]
    [InlineData(LedgerOutcome.OtherSerial)]
    [InlineData(LedgerOutcome.Unreadable)]
    public void Compare_AnswerThatIsWrong_IsWrongStatus(string status)
    {
        run.Entries.Add(Forgery.Answer(Forgery.Good, status, 5_000_000));

        run.Kinds().ShouldBe([FindingKind.WrongStatus]);
    }

    [Fact]
    public void Compare_ErrorAnswer_IsNoViolation()
    {
        run.Entries.Add(Forgery.Answer(Forgery.Good, "tryLater", 5_000_000));
        run.Entries.Add(Forgery.Answer(Forgery.Good, "timeout", 5_000_000));

        run.Compare().ShouldBeEmpty();
    }

    [Fact]
    public void Compare_RevokedThoughNobodyAsked_IsWrongStatus()
    {
        run.Entries.Add(Forgery.Answer(Forgery.Good, LedgerOutcome.Revoked, 5_000_000));

        run.Kinds().ShouldBe([FindingKind.WrongStatus]);
    }

    [Fact]
    public void Compare_RevokedAnswerReadBeforeAnybodyAsked_IsWrongStatus()
    {
        run.Entries.Add(Forgery.Answer(Forgery.Revoked, LedgerOutcome.Revoked, 7_000_000));

        run.Kinds().ShouldBe([FindingKind.WrongStatus]);
    }

    [Fact]
    public void Compare_QuestionThatTheRevocationOvertook_IsFine()
    {
        run.Entries.Add(Forgery.Answer(Forgery.Revoked, LedgerOutcome.Revoked, 7_000_000) with { At = 9_500_000 });

        run.Compare().ShouldBeEmpty();
    }

    [Fact]
    public void Compare_ReceiptButRowIsGood_IsLost()
    {
        run.Change(Forgery.Revoked, row => row with { Status = CertificateRow.Good, RevokedAt = null, Reason = null, Sequence = null });

        run.Kinds().ShouldContain(FindingKind.RevocationLost);
    }

    [Fact]
    public void Compare_ReceiptNotInTheLog_IsLost()
    {
        run.Revocations.Clear();

        run.Kinds().ShouldBe([FindingKind.RevocationLost]);
    }

    [Fact]
    public void Compare_RowHasAnotherReason_Differs()
    {
        run.Change(Forgery.Revoked, row => row with { Reason = 5 });

        run.Compare().Count(finding => finding.Kind == FindingKind.RevocationDiffers).ShouldBe(3, "receipt, OCSP and CRL agree with each other");
    }

    [Fact]
    public void Compare_RowHasAnotherTime_Differs()
    {
        run.Change(Forgery.Revoked, row => row with { RevokedAt = row.RevokedAt + 1 });

        run.Kinds().ShouldBe([FindingKind.RevocationDiffers]);
    }

    [Theory]
    [InlineData("good")]
    [InlineData("tryLater")]
    public void Compare_OcspNotRevokedAtTheEnd_IsLost(string status)
    {
        ChangeStatus(Forgery.Revoked, seen => seen with { Status = status });

        run.Kinds().ShouldBe([FindingKind.RevocationLost]);
    }

    [Fact]
    public void Compare_OcspOtherTime_Differs()
    {
        ChangeStatus(Forgery.Revoked, seen => seen with { RevokedAt = 8_000_000 });

        run.Kinds().ShouldBe([FindingKind.RevocationDiffers]);
    }

    [Fact]
    public void Compare_OcspUnavailableForAGoodOneAtTheEnd_IsWrongStatus()
    {
        ChangeStatus(Forgery.Good, seen => seen with { Status = "503" });

        run.Kinds().ShouldBe([FindingKind.WrongStatus]);
    }

    [Fact]
    public void Compare_OcspSignatureWrong_IsBadSignature()
    {
        ChangeStatus(Forgery.Good, seen => seen with { Problem = "the signature does not verify." });

        run.Kinds().ShouldBe([FindingKind.BadSignature]);
    }

    [Fact]
    public void Compare_NotOnTheCrl_IsLost()
    {
        run.Crl.Clear();

        run.Kinds().ShouldBe([FindingKind.RevocationLost]);
    }

    [Fact]
    public void Compare_GoodOneOnTheCrl_IsWrongStatus()
    {
        run.Crl[Forgery.Good] = new ObservedEntry(Forgery.Good, "unspecified", 1);

        run.Kinds().ShouldBe([FindingKind.WrongStatus]);
    }

    [Fact]
    public void Compare_CrlHasAnotherReason_Differs()
    {
        run.Crl[Forgery.Revoked] = run.Crl[Forgery.Revoked] with { Reason = "unspecified" };

        run.Kinds().ShouldBe([FindingKind.RevocationDiffers]);
    }

    [Fact]
    public void Compare_CrlUnusable_IsNotAudited()
    {
        run.CrlProblem = "503";

        run.Kinds().ShouldBe([FindingKind.NotAudited]);
    }

    [Fact]
    public void Compare_SequenceGivenTwice_IsBroken()
    {
        run.Revocations.Add(run.Revocations[0] with { Serial = "ff" });

        run.Kinds().ShouldBe([FindingKind.SequenceBroken]);
    }

    [Fact]
    public void Compare_OneRevocationRecordedTwice_IsBroken()
    {
        run.Revocations.Add(run.Revocations[0] with { Sequence = 8 });

        run.Kinds().ShouldBe([FindingKind.SequenceBroken]);
    }

    [Fact]
    public void Compare_RevocationWithoutAuditRow_IsUnrecorded()
    {
        run.Audit.RemoveAll(row => row.Action == "certificate.revoke");

        run.Kinds().ShouldBe([FindingKind.Unrecorded]);
    }

    [Fact]
    public void Compare_RevokedAndNobodyAsked_IsUnasked()
    {
        run.Entries.RemoveAll(entry => entry.Kind is LedgerKind.RevokeAsk or LedgerKind.RevokeAnswer);

        run.Kinds().ShouldBe([FindingKind.Unasked]);
    }

    private void ChangeStatus(string serial, Func<ObservedStatus, ObservedStatus> change)
    {
        var index = run.Status.FindIndex(status => status.Serial == serial);
        run.Status[index] = change(run.Status[index]);
    }
}
