using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Http;

namespace Ucm.Frontend.Tls;

/// <summary>
/// Keeps the TLS listener supplied: a configured certificate is read again when its file changes, an own one is renewed after two thirds
/// of its life. Starts before Kestrel does, so that no handshake meets an empty holder.
/// </summary>
internal sealed partial class ServerCertificateService(
    ServerCertificateHolder holder,
    ServerCertificateIssuer issuer,
    IOptions<HttpOptions> http,
    TimeProvider clock,
    ILogger<ServerCertificateService> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource stopping = new();
    private Task renewing = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var wait = await Refresh(cancellationToken);
        renewing = Renew(wait, stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await renewing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => stopping.Dispose();

    private async Task Renew(TimeSpan wait, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(wait, clock, cancellationToken);
            try
            {
                wait = await Refresh(cancellationToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The certificate in use stays; the loop must outlive any fault of the cluster or the file system.
                LogRenewalFailed(log, fault);
                wait = RetryAfter;
            }
        }
    }

    /// <summary>Puts a certificate into the holder and says when to look again.</summary>
    private async Task<TimeSpan> Refresh(CancellationToken cancellationToken)
    {
        if (http.Value.Certificate.Path is { } path)
        {
            LoadConfigured(path, http.Value.Certificate.KeyPath);
            return RetryAfter;
        }

        var (certificate, chain, refusal) = await issuer.Issue(cancellationToken);
        if (certificate is null)
        {
            LogRefused(log, refusal);
            UseTemporaryIfEmpty();
            return RetryAfter;
        }

        holder.Replace(certificate, chain);
        LogInstalled(log, certificate.NotAfter.ToUniversalTime());
        var life = certificate.NotAfter - certificate.NotBefore;
        var renewAt = new DateTimeOffset(certificate.NotBefore + (life * 2 / 3));
        var wait = renewAt - clock.GetUtcNow();
        return wait > RetryAfter ? wait : RetryAfter;
    }

    private void LoadConfigured(string path, string? keyPath)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(path, keyPath);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);
        chain.RemoveAt(0);
        holder.Replace(X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null), chain);
    }

    /// <summary>Without any certificate the console could not be reached to put the authority right, so a self-signed one serves until then.</summary>
    private void UseTemporaryIfEmpty()
    {
        if (holder.IsEmpty)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
            holder.Replace(request.CreateSelfSigned(clock.GetUtcNow().AddHours(-1), clock.GetUtcNow().AddDays(1)), []);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Server certificate installed, valid until {NotAfter:u}")]
    private static partial void LogInstalled(ILogger logger, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No server certificate could be issued: {Reason}")]
    private static partial void LogRefused(ILogger logger, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server certificate could not be renewed; the one in use stays")]
    private static partial void LogRenewalFailed(ILogger logger, Exception fault);
}
