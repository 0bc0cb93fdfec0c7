using System.DirectoryServices.Protocols;
using System.Net;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>
/// One connection to one server. It exists only when the protection that was asked for is in force, so that no password travels without it. Every call blocks;
/// a connection that failed is thrown away, because the library would open the next one without StartTLS.
/// </summary>
internal sealed class LdapSession : IDisposable
{
    /// <summary>invalidCredentials, and what servers say of accounts that are locked, disabled or expired (RFC 4511 appendix A).</summary>
    private static readonly HashSet<int> NotThisPassword = [19, 32, 34, 48, 49, 50, 53];

    private readonly LdapConnection _connection;

    private LdapSession(LdapConnection connection) => _connection = connection;

    /// <exception cref="DirectoryException">The server is away or cannot prove who it is.</exception>
    public static LdapSession Open(LdapServer server, LdapSecurity security, string? rootsDirectory, TimeSpan timeout)
    {
        var identifier = new LdapDirectoryIdentifier(server.Host, server.Port, fullyQualifiedDnsHostName: true, connectionless: false);
        var connection = new LdapConnection(identifier, credential: null, AuthType.Basic) { AutoBind = false, Timeout = timeout };
        try
        {
            Protect(connection, security, rootsDirectory);
            return new LdapSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// False when the server says that it is not this password. An empty password is never sent: servers take that for an anonymous bind and say yes.
    /// </summary>
    /// <exception cref="DirectoryException">The server has no answer.</exception>
    public bool TryBind(string name, string password)
    {
        if (name.Length == 0 || !IsSendable(password) || name.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            _connection.Bind(new NetworkCredential(name, password));
            return true;
        }
        catch (LdapException fault) when (NotThisPassword.Contains(fault.ErrorCode))
        {
            return false;
        }
    }

    /// <summary>
    /// At most <paramref name="limit"/> entries and one more, which says that there are too many. Referrals to other servers are not followed.
    /// </summary>
    /// <exception cref="DirectoryException">The server has no answer or refuses.</exception>
    public IReadOnlyList<SearchResultEntry> Search(string baseName, SearchScope scope, string filter, int limit, params string[] attributes)
    {
        var request = new SearchRequest(baseName, filter, scope, attributes) { SizeLimit = limit + 1, Aliases = DereferenceAlias.Never };
        SearchResponse response;
        try
        {
            response = (SearchResponse)_connection.SendRequest(request);
        }
        catch (DirectoryOperationException fault) when (fault.Response is SearchResponse { ResultCode: ResultCode.SizeLimitExceeded } part)
        {
            response = part;
        }
        catch (DirectoryOperationException fault) when (fault.Response is SearchResponse { ResultCode: ResultCode.NoSuchObject })
        {
            return [];
        }

        return [.. response.Entries.Cast<SearchResultEntry>()];
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>The library ends a text at its first NUL, so such a password would be bound as a shorter one, or as none.</summary>
    public static bool IsSendable(string password) => password.Length > 0 && !password.Contains('\0', StringComparison.Ordinal);

    private static void Protect(LdapConnection connection, LdapSecurity security, string? rootsDirectory)
    {
        var options = connection.SessionOptions;
        options.ProtocolVersion = 3;
        options.ReferralChasing = ReferralChasingOptions.None;
        if (security != LdapSecurity.None && !OperatingSystem.IsWindows())
        {
            // Trust comes from a directory: the callback for certificates does not work on Linux (dotnet/runtime#109952).
            options.TrustedCertificatesDirectory = rootsDirectory ?? LdapRoots.OfTheSystem;
            options.StartNewTlsSessionContext();
        }

        if (security == LdapSecurity.Ldaps)
        {
            options.SecureSocketLayer = true;
        }
        else if (security == LdapSecurity.StartTls)
        {
            Connect(connection);
            options.StartTransportLayerSecurity(controls: null);
        }
    }

    /// <summary>
    /// On Linux, StartTLS works on a connection that is there only, and a request makes one. Its answer is not looked at: nothing protects it.
    /// </summary>
    private static void Connect(LdapConnection connection)
    {
        try
        {
            connection.SendRequest(new SearchRequest(string.Empty, "(objectClass=*)", SearchScope.Base, "1.1"));
        }
        catch (DirectoryOperationException)
        {
            // Many servers tell strangers nothing.
        }
    }
}
