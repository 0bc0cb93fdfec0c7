namespace Ucm.Grains.Acme;

/// <summary>
/// How an order's background work comes back to it: as a request in the queue, so that no two turns write the state at once. Says only that a validation of the order's own
/// has ended; what came out of it the order knows, so that nobody can tell it.
/// </summary>
[Alias("ucm.acme-order-recorder")]
internal interface IAcmeOrderRecorder : IGrainWithStringKey
{
    [Alias("Record")]
    Task Record(int authorization, string type, CancellationToken cancellationToken);
}
