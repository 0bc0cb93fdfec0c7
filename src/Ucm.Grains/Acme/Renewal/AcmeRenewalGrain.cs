using Orleans.Concurrency;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki.X509;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Acme.Renewal;

/// <summary>
/// Renewal information: 1 parse · 2 this silo's view · 3 the certificate's row · 4 the window by its lifetime · 5 moved forward, or into the past
/// when it is revoked.
/// </summary>
[StatelessWorker]
internal sealed class AcmeRenewalGrain(AuthoritySnapshots snapshots, IssuedCertificates certificates, RenewalMoves moves) : Grain, IAcmeRenewalGrain
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromHours(6);
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(5);

    public async Task<Outcome<RenewalAdvice>> Get(string certificate, CancellationToken cancellationToken)
    {
        if (!RenewalIdentifier.TryParse(certificate, out var identifier))
        {
            return AcmeRefusals.BadRenewalIdentifier;
        }

        var view = await snapshots.ConfirmAll(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        try
        {
            return await certificates.Find(view.Value, identifier, cancellationToken) is { } found ? Advise(view.Value, found) : AcmeRefusals.NoSuchCertificate;
        }
        catch (StorageUnavailableException)
        {
            return Refusals.Unavailable(Outage);
        }
    }

    /// <summary>What is on hold has its normal window: a hold can be lifted, and a new certificate would evade it.</summary>
    private RenewalAdvice Advise(AuthorityView view, CertificateRecord certificate)
    {
        if (certificate is { Status: CertificateStatus.Revoked, Revocation: { } revocation })
        {
            var past = RenewalWindow.Before(revocation.RevokedAt);
            return new RenewalAdvice(past.Start, past.End, null, AskAgain);
        }

        var normal = RenewalWindow.Of(certificate.NotBefore, certificate.NotAfter, certificate.Key.Serial.ToBytes());
        var moved = moves.Earlier(view.Objects, certificate, normal);
        var window = moved?.Window ?? normal;
        return new RenewalAdvice(window.Start, window.End, moved?.Move.Document.ExplanationUrl, AskAgain);
    }
}
