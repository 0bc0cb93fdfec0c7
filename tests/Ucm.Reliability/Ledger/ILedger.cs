namespace Ucm.Reliability.Ledger;

/// <summary>Where clients write down what they ask and what they are told.</summary>
internal interface ILedger
{
    void Append(LedgerEntry entry);
}
