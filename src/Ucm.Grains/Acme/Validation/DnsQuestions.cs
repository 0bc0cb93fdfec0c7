using Microsoft.Extensions.Options;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Bounds the DNS questions of this silo that wait for their answer; each has a socket of its own.</summary>
internal sealed class DnsQuestions(IOptions<AcmeValidationOptions> options) : IDisposable
{
    private readonly SemaphoreSlim free = new(options.Value.MaximumDnsQuestions);

    /// <summary>Waits for a free place; what is returned is to be disposed when the question is answered.</summary>
    public async Task<IDisposable> Enter(CancellationToken cancellationToken)
    {
        await free.WaitAsync(cancellationToken);
        return new Place(free);
    }

    public void Dispose() => free.Dispose();

    private sealed class Place(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
