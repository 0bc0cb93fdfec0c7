using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Silo.Bootstrap;

/// <summary>
/// Goes through the steps of an issuance up to the lint, once for each authority, beside the start: when a silo dies another one may get all its issuances in one moment, and should not begin by
/// compiling. Signs nothing, stores nothing, and matters to nobody if it fails.
/// </summary>
internal sealed partial class IssuanceWarmup(IGrainFactory grains, IssuanceSteps steps, ILogger<IssuanceWarmup> log) : BackgroundService
{
    // The one that the platform itself asks for.
    private const string Profile = "tls-server-short";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var catalog = await grains.AuthorityCatalog().List(stoppingToken);
            foreach (var authority in catalog.Authorities.Where(static authority => authority.Status == AuthorityStatus.Online && authority.KeyId is not null))
            {
                await Rehearse(authority.Id, stoppingToken);
            }
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(log, fault);
        }
    }

    private async Task Rehearse(AuthorityId authority, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var preview = await steps.Preview(new IssueCommand(new RequestId("system:warm-up"), authority, Profile, [.. Csr()], Caller.System("warm-up")), cancellationToken);
        LogRehearsed(log, authority.Value, Stopwatch.GetElapsedTime(began).TotalMilliseconds, preview.Refusal?.Detail ?? "nothing to object");
    }

    private static byte[] Csr()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("warm-up.invalid");
        var request = new CertificateRequest("CN=warm-up.invalid", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "An issuance of {Authority} was rehearsed in {Milliseconds} ms: {Outcome}")]
    private static partial void LogRehearsed(ILogger logger, string authority, double milliseconds, string outcome);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No issuance was rehearsed.")]
    private static partial void LogFailed(ILogger logger, Exception fault);
}
