using Shouldly;
using Ucm.Reliability.Audit;
using Ucm.Reliability.Ledger;

namespace Ucm.Reliability.Tests;

/// <summary>The auditor, given runs in which a certificate was lost, issued twice or not recorded.</summary>
public sealed class IssuanceAuditTests
{
    private readonly Forgery run = new();

    [Fact]
    public void Compare_HonestRun_FindsNothing() => run.Compare().ShouldBeEmpty();

    [Theory]
    [InlineData("certificate.import", 0)]
    [InlineData("certificate.reserve", 1)]
    public void Compare_ImportedCertificate_IsRecordedAsSuch(string action, int findings)
    {
        var row = Forgery.Row("a9", "system:import:issuing/a9", "user:admin");
        run.Rows.Add(row);
        run.Audit.Add(new JournalRow(action, row.Id));
        run.Events.Add(new JournalRow("certificate.imported", row.Id));

        run.Compare().Count(static finding => finding.Kind == FindingKind.Unrecorded).ShouldBe(findings);
    }

    [Fact]
    public void Compare_EmptyRun_ProvesNothing()
    {
        run.Entries.Clear();

        run.Kinds().ShouldContain(FindingKind.NotAudited);
    }

    [Fact]
    public void Compare_DeliveredWithoutRow_IsLost()
    {
        run.Rows.RemoveAll(row => row.Serial == Forgery.Good);
        run.Status.RemoveAll(status => status.Serial == Forgery.Good);

        run.Compare().ShouldContain(finding => finding.Kind == FindingKind.Lost && finding.Subject == Forgery.Good);
    }

    [Theory]
    [InlineData(CertificateRow.Reserved)]
    [InlineData(CertificateRow.Voided)]
    public void Compare_DeliveredButNotStored_IsLost(int status)
    {
        run.Change(Forgery.Good, row => row with { Status = status });

        run.Compare().ShouldContain(finding => finding.Kind == FindingKind.Lost && finding.Subject == Forgery.Good);
    }

    [Fact]
    public void Compare_OneKeyDeliveredWithTwoSerials_IsTwice()
    {
        run.Entries.Add(Forgery.Delivery("a9", Forgery.Key(Forgery.Good), "a9"));
        run.AddIssued(Forgery.Row("a9", $"rest:admin:{Forgery.Key(Forgery.Good)}", "user:admin"));

        run.Compare().Count(finding => finding.Kind == FindingKind.IssuedTwice).ShouldBe(2, "the ledger says so, and so does the database");
    }

    [Fact]
    public void Compare_SecondCertificateThatNobodyReceived_IsTwice()
    {
        run.AddIssued(Forgery.Row("a9", "acme:order1", "acmeaccount:account1"));

        run.Kinds().ShouldBe([FindingKind.IssuedTwice]);
    }

    [Fact]
    public void Compare_OneSerialInTwoRows_IsTwice()
    {
        run.Rows.Add(Forgery.Row(Forgery.Good, "rest:admin:r1-other", "user:admin"));

        run.Kinds().ShouldContain(FindingKind.IssuedTwice);
    }

    [Fact]
    public void Compare_SameAnswerTwice_IsFine()
    {
        run.Entries.Add(Forgery.Delivery(Forgery.Good, Forgery.Key(Forgery.Good), Forgery.Good));

        run.Compare().ShouldBeEmpty();
    }

    [Fact]
    public void Compare_OtherBytesStored_IsUnrecorded()
    {
        run.Change(Forgery.Good, row => row with { Content = [1] });

        run.Kinds().ShouldBe([FindingKind.Unrecorded]);
    }

    [Fact]
    public void Compare_StoredForAnotherRequest_IsUnrecorded()
    {
        run.Change(Forgery.Good, row => row with { Request = "rest:somebody:r1-a2" });

        run.Kinds().ShouldContain(FindingKind.Unrecorded);
    }

    [Theory]
    [InlineData("certificate.reserve")]
    [InlineData("certificate.issue")]
    public void Compare_AuditRowMissing_IsUnrecorded(string action)
    {
        run.Audit.Remove(new JournalRow(action, $"issuing.{Forgery.Good}"));

        run.Kinds().ShouldBe([FindingKind.Unrecorded]);
    }

    [Fact]
    public void Compare_AuditRowTwice_IsUnrecorded()
    {
        run.Audit.Add(new JournalRow("certificate.issue", $"issuing.{Forgery.Good}"));

        run.Kinds().ShouldBe([FindingKind.Unrecorded]);
    }

    [Fact]
    public void Compare_EventMissing_IsUnrecorded()
    {
        run.Events.Remove(new JournalRow("certificate.issued", $"issuing.{Forgery.Good}"));

        run.Kinds().ShouldBe([FindingKind.Unrecorded]);
    }

    [Fact]
    public void Compare_KeyOfThisRunThatWasNeverAsked_IsUnasked()
    {
        run.AddIssued(Forgery.Row("a9", "rest:admin:r1-99", "user:admin"));

        run.Kinds().ShouldBe([FindingKind.Unasked]);
    }

    [Fact]
    public void Compare_OrderOfOurAccountThatWasNeverAsked_IsUnasked()
    {
        run.AddIssued(Forgery.Row("a9", "acme:order99", "acmeaccount:account1"));

        run.Kinds().ShouldBe([FindingKind.Unasked]);
    }

    [Fact]
    public void Compare_CertificateOfSomebodyElse_IsNotOurBusiness()
    {
        run.AddIssued(Forgery.Row("a9", "rest:admin:other-1", "user:admin"));
        run.AddIssued(Forgery.Row("aa", "acme:order99", "acmeaccount:account2"));

        run.Compare().ShouldBeEmpty();
    }

    [Fact]
    public void Compare_ReservedRowLeftBehind_IsUnfinished()
    {
        run.Rows.Add(Forgery.Row("a9", "rest:admin:r1-a9", "user:admin") with { Status = CertificateRow.Reserved });
        run.Audit.Add(new JournalRow("certificate.reserve", "issuing.a9"));

        run.Kinds().ShouldBe([FindingKind.Unfinished]);
    }

    [Fact]
    public void Compare_VoidedRowThatNobodyReceived_IsFine()
    {
        run.Rows.Add(Forgery.Row("a9", "rest:admin:r1-a9", "user:admin") with { Status = CertificateRow.Voided });
        run.Audit.AddRange([new JournalRow("certificate.reserve", "issuing.a9"), new JournalRow("certificate.void", "issuing.a9")]);

        run.Compare().ShouldBeEmpty();
    }

    [Fact]
    public void Compare_DeliveredAndOcspNeverAsked_IsNotAudited()
    {
        run.Status.RemoveAll(status => status.Serial == Forgery.Good);

        run.Kinds().ShouldBe([FindingKind.NotAudited]);
    }

    [Fact]
    public void Compare_WishWithoutAnswer_IsFine()
    {
        run.Entries.Add(new LedgerEntry { At = 3, Kind = LedgerKind.IssueAsk, Protocol = "rest", Request = "r1-open" });
        run.Entries.Add(new LedgerEntry { At = 4, Kind = LedgerKind.IssueAnswer, Protocol = "rest", Request = "r1-open", Outcome = LedgerOutcome.Open });
        run.AddIssued(Forgery.Row("a9", "rest:admin:r1-open", "user:admin"));

        run.Compare().ShouldBeEmpty();
    }
}
