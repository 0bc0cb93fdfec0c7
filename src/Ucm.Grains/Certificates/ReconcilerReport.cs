using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>Logs and counts what became of each intent that the reconciler looked at.</summary>
internal sealed partial class ReconcilerReport
{
    private readonly Counter<long> intents;
    private readonly ILogger<Reconciler> log;

    public ReconcilerReport(IMeterFactory meters, ILogger<Reconciler> log)
    {
        intents = meters.Create("Ucm.Issuance").CreateCounter<long>("ucm.issuance.reconciled", description: "Interrupted issuances looked at, by what became of them.");
        this.log = log;
    }

    public void Finished(CertificateKey certificate)
    {
        Count("finished");
        LogFinished(certificate);
    }

    public void Refused(CertificateKey certificate, string reason)
    {
        Count("refused");
        LogRefused(certificate, reason);
    }

    public void Voided(CertificateKey certificate)
    {
        Count("voided");
        LogVoided(certificate);
    }

    public void Failed(CertificateKey certificate, Exception fault)
    {
        Count("failed");
        LogFailed(fault, certificate);
    }

    private void Count(string outcome) => intents.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    [LoggerMessage(Level = LogLevel.Information, Message = "Finished the interrupted issuance of {Certificate}.")]
    private partial void LogFinished(CertificateKey certificate);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The interrupted issuance of {Certificate} could not be finished: {Reason}")]
    private partial void LogRefused(CertificateKey certificate, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gave up the interrupted issuance of {Certificate}; its serial is never used again.")]
    private partial void LogVoided(CertificateKey certificate);

    [LoggerMessage(Level = LogLevel.Error, Message = "The interrupted issuance of {Certificate} failed again; the pass goes on without it.")]
    private partial void LogFailed(Exception fault, CertificateKey certificate);
}
