using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Cluster;
using Ucm.Frontend.Hosting;
using Ucm.Frontend.Http;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tls;

/// <summary>
/// Keeps the TLS listener supplied: a configured certificate is read again when its file changes, an own one is kept where the
/// host seals it, and renewed after two thirds of its life. Starts before Kestrel does, so that no handshake meets an empty holder.
/// </summary>
internal sealed partial class ServerCertificateService(
    ServerCertificateHolder holder,
    ServerCertificateIssuer issuer,
    IOptions<HttpOptions> http,
    TimeProvider clock,
    ILogger<ServerCertificateService> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>How long a start waits for a cluster that is forming or busy, before clients see a certificate they cannot trust.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource stopping = new();
    private Task renewing = Task.CompletedTask;
    private string? told;
    private string? loaded;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        var wait = await Refresh(cancellationToken);
        while (holder.IsEmpty && wait < RetryAfter && clock.GetElapsedTime(began) < StartTimeout)
        {
            await Task.Delay(wait, clock, cancellationToken);
            wait = await Refresh(cancellationToken);
        }

        UseTemporaryIfEmpty();
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
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
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

        var (served, refusal) = await Get(cancellationToken);
        if (served is null)
        {
            Note(refusal);

            // An authority that is offline stays so for a while; one that does not exist is most likely being made by the node that was first on the database.
            return refusal is { Code: RefusalCode.AuthorityNotOnline } or { Code: RefusalCode.AuthorityUnavailable, RetryAfter: null } ? RetryAfter : Pause;
        }

        told = null;
        holder.Replace(served.Certificate, served.Chain);
        LogInstalled(log, served.Certificate.NotAfter.ToUniversalTime());
        var wait = served.RenewAt - clock.GetUtcNow();
        return wait > RetryAfter ? wait : RetryAfter;
    }

    /// <summary>Once for each reason, however often it is heard.</summary>
    private void Note(Refusal? refusal)
    {
        if (refusal?.Detail != told)
        {
            told = refusal?.Detail;
            LogRefused(log, told);
        }
    }

    private async Task<(ServerCertificate? Certificate, Refusal? Refusal)> Get(CancellationToken cancellationToken)
    {
        try
        {
            return await issuer.Get(cancellationToken);
        }
        catch (Exception fault) when (ClusterOutages.IsOutage(fault))
        {
            return (null, new Refusal(RefusalCode.Unavailable, fault.Message, Pause));
        }
    }

    /// <summary>What cannot be used leaves the pair in use, and is said once for each change of the files.</summary>
    private void LoadConfigured(string path, string? keyPath)
    {
        var now = string.Join(' ', new[] { path, keyPath ?? path }.Select(static file => $"{File.GetLastWriteTimeUtc(file):O}"));
        if (now == loaded)
        {
            return;
        }

        try
        {
            var (certificate, chain) = ConfiguredCertificate.Load(path, keyPath);
            holder.Replace(certificate, chain);
            LogInstalled(log, certificate.NotAfter.ToUniversalTime());
        }
        catch (StartupException fault) when (!holder.IsEmpty)
        {
            LogKept(log, fault.Message);
        }

        loaded = now;
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server certificate in use stays: {Reason}")]
    private static partial void LogKept(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The server certificate could not be renewed; the one in use stays")]
    private static partial void LogRenewalFailed(ILogger logger, Exception fault);
}
