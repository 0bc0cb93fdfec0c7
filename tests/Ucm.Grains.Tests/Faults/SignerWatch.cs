using System.Collections.Concurrent;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.X509;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Notes, at the moment an authority's key is asked for a signature, what the database holds of those bytes.</summary>
internal sealed class SignerWatch : IIncomingGrainCallFilter
{
    public ConcurrentQueue<CertificateStatus?> Calls { get; } = new();

    public ICertificateStore? Store { get; set; }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.Grain is ISignerGrain && context.Request.GetArgument(0) is SignCommand command && Store is { } store)
        {
            // With a signature put beside it the TBSCertificate reads as a certificate.
            var certificate = ParsedCertificate.Parse(CertificateAssembler.Assemble(command.ToBeSigned.AsSpan(), Ed25519.Span, new byte[64]));
            var key = new CertificateKey(AuthorityId.Parse(context.TargetId.Key.ToString()!), SerialNumber.FromBytes(certificate.SerialNumber.Span));
            var row = await store.Find(key, CancellationToken.None);
            Calls.Enqueue(row is not null && row.ToBeSigned.SequenceEqual(command.ToBeSigned) ? row.Record.Status : null);
        }

        await context.Invoke();
    }

    private static ReadOnlyMemory<byte> Ed25519 { get; } = new byte[] { 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70 };
}
