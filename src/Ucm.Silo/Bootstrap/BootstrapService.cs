using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Cluster;
using Ucm.Frontend.Hosting;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Signing;
using Ucm.Silo.Configuration;
using Ucm.Silo.Hosting;

namespace Ucm.Silo.Bootstrap;

/// <summary>
/// The first start: a root, an issuing authority under it and the user <c>admin</c>. Every step looks first and is repeatable, so a crash
/// between two of them is mended by the next start.
/// </summary>
internal sealed partial class BootstrapService(
    IGrainFactory grains,
    IOptions<BootstrapOptions> options,
    DataDirectory data,
    InstallationNote note,
    AdminAccount admin,
    MasterKey masterKey,
    TimeProvider clock,
    ILogger<BootstrapService> log) : IHostedService
{
    private static readonly AuthorityId Root = AuthorityId.Parse("root");
    private static readonly AuthorityId Issuing = AuthorityId.Parse("issuing");
    private static readonly TimeSpan RootValidity = TimeSpan.FromDays(20 * 365);
    private static readonly TimeSpan IssuingValidity = TimeSpan.FromDays(10 * 365);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int Attempts = 10;
    private readonly Caller caller = Caller.System("bootstrap");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await EnsureAuthorities(cancellationToken);
                await admin.Ensure(options.Value.AdminPassword, cancellationToken);
                return;
            }
            catch (Exception fault) when (attempt < Attempts && ClusterOutages.IsOutage(fault))
            {
                // Calls are lost while silos join; every step looks first, so doing it again is safe.
                LogAgain(log, fault);
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EnsureAuthorities(CancellationToken cancellationToken)
    {
        var chosen = options.Value;
        var tag = InstallationTag.Of(masterKey);
        var organization = Escape(chosen.Organization);
        var root = await Ensure(
            Root,
            () => new CreateAuthorityCommand($"CN=UltimateCA Root {tag},O={organization}", chosen.RootKeyAlgorithm, RootValidity, null, null, caller),
            cancellationToken);
        note.Take(root);
        var rootTag = root.Name[(root.Name.LastIndexOf(' ') + 1)..];
        await Ensure(
            Issuing,
            () => new CreateAuthorityCommand($"CN=UltimateCA Issuing {rootTag},O={organization}", chosen.IssuingKeyAlgorithm, IssuingValidity, 0, Root, caller),
            cancellationToken);
        await File.WriteAllTextAsync(data.RootCertificateFile, PemEncoding.WriteString("CERTIFICATE", root.Certificate.AsSpan()) + "\n", cancellationToken);
    }

    /// <summary>RFC 4514 §2.4: "Example, Inc." is one value.</summary>
    private static string Escape(string value)
    {
        var text = string.Concat(value.Select(static letter => letter is ',' or '+' or '"' or '\\' or '<' or '>' or ';' or '=' ? $"\\{letter}" : $"{letter}"));
        text = text[0] is ' ' or '#' ? $"\\{text}" : text;
        return text.Length > 1 && text[^1] == ' ' ? $"{text[..^1]}\\ " : text;
    }

    private async Task<AuthoritySnapshot> Ensure(AuthorityId id, Func<CreateAuthorityCommand> command, CancellationToken cancellationToken)
    {
        var existing = await grains.Authority(id).Get(cancellationToken);
        if (existing.Succeeded && existing.Value.Status != AuthorityStatus.Pending)
        {
            return existing.Value;
        }

        var created = await grains.Authority(id).Create(command(), cancellationToken);
        if (!created.Succeeded)
        {
            // Another node may have been first.
            var theirs = await grains.Authority(id).Get(cancellationToken);
            return theirs.Succeeded && theirs.Value.Status != AuthorityStatus.Pending
                ? theirs.Value
                : throw new StartupException($"the authority '{id}' cannot be made: {created.Refusal.Detail}");
        }

        note.IsNew = true;
        LogCreated(log, id.Value, created.Value.Name, created.Value.KeyAlgorithm);
        return created.Value;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Authority {Authority} created: {Name} ({KeyAlgorithm})")]
    private static partial void LogCreated(ILogger logger, string authority, string name, string keyAlgorithm);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The first start was interrupted and is tried again")]
    private static partial void LogAgain(ILogger logger, Exception fault);
}
