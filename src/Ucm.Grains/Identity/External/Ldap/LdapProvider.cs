using System.Collections.Concurrent;
using System.DirectoryServices.Protocols;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>
/// Signs people in by one directory (RFC 4513 §5.1.3). Its servers are asked in their order, those that just failed last. A server's no is final: the next
/// server would count the wrong password once more. While all of them have just failed, one sign-in at a time tries them, and others are answered at once.
/// </summary>
internal sealed class LdapProvider : IAuthenticationProvider, IDisposable
{
    private static readonly TimeSpan AvoidedFor = TimeSpan.FromSeconds(30);

    /// <summary>Stays below the response time-out of the calls that check a password, 30 s (ISignInGrain.SignIn, IUserGrain.Verify).</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly LdapDirectory _directory;
    private readonly LdapServer[] _servers;
    private readonly TimeSpan _timeout;

    /// <summary>Of this directory alone: one that hangs must not take the places of the others.</summary>
    private readonly BlockingWork _work = new();
    private readonly TimeProvider _clock;
    private readonly ILogger<LdapProvider> _log;
    private readonly ConcurrentDictionary<LdapServer, long> _failed = new();
    private int _probes;

    public LdapProvider(LdapOptions options, TimeProvider clock, ILogger<LdapProvider> log)
    {
        Name = $"ldap:{options.Name}";
        (_clock, _log, _timeout) = (clock, log, options.Timeout);
        _servers = [.. options.Servers.Select(text => LdapServer.TryParse(text, options.Security, out var server) ? server : throw new FormatException(text))];
        _directory = new LdapDirectory(Name, options, log);
    }

    public string Name { get; }

    public async Task<Outcome<ExternalIdentity>> Authenticate(PasswordAttempt attempt, CancellationToken cancellationToken)
    {
        if (!LdapSession.IsSendable(attempt.Password.Value) || attempt.Password.Value.Length > PasswordPolicy.MaxLength)
        {
            return IdentityRefusals.InvalidCredentials;
        }

        if (!_servers.All(HasJustFailed))
        {
            return await AskInTurn(attempt, cancellationToken);
        }

        if (Interlocked.CompareExchange(ref _probes, 1, 0) != 0)
        {
            return ExternalRefusals.Unavailable;
        }

        try
        {
            return await AskInTurn(attempt, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _probes, 0);
        }
    }

    public void Dispose() => _work.Dispose();

    private async Task<Outcome<ExternalIdentity>> AskInTurn(PasswordAttempt attempt, CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        foreach (var server in _servers.OrderBy(HasJustFailed))
        {
            var left = Longest - _clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                break;
            }

            // A server takes several steps, each with its own time-out; twice that is enough for one that is well.
            if (await Ask(server, attempt, left < _timeout * 2 ? left : _timeout * 2, cancellationToken) is { } answer)
            {
                return answer;
            }

            _failed[server] = _clock.GetTimestamp();
        }

        return ExternalRefusals.Unavailable;
    }

    /// <summary>Null when the server has no answer.</summary>
    private async Task<Outcome<ExternalIdentity>?> Ask(LdapServer server, PasswordAttempt attempt, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            if (await _work.Run(() => _directory.SignIn(server, attempt.User, attempt.Password), timeout, cancellationToken) is not { } answer)
            {
                return IdentityRefusals.Busy;
            }

            _failed.TryRemove(server, out _);
            return answer;
        }
        catch (TimeoutException)
        {
            _log.DirectoryServerSilent(Name, server.ToString(), timeout.TotalSeconds);
        }
        catch (LdapException fault)
        {
            _log.DirectoryServerFailed(Name, server.ToString(), fault.Message, fault.ErrorCode);
        }
        catch (Exception fault) when (fault is DirectoryException or IOException or UnauthorizedAccessException)
        {
            _log.DirectoryServerFailed(Name, server.ToString(), fault.Message, (int?)(fault as DirectoryOperationException)?.Response?.ResultCode ?? 0);
        }

        return null;
    }

    private bool HasJustFailed(LdapServer server) => _failed.TryGetValue(server, out var at) && _clock.GetElapsedTime(at) < AvoidedFor;
}
