using System.Globalization;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Grains.Acme.Reuse;

/// <summary>The authorization that another one was made from. Its own order says what has become of it.</summary>
internal sealed class AuthorizationSources(IGrainFactory grains, TimeProvider clock)
{
    private const string Prefix = "order:";

    /// <summary>As in <see cref="AcmeAuthorization.Source"/>.</summary>
    public static string Name(string order, int position) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{order}/{position}");

    public static bool IsOrder(string? source) => source?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>Null unless it is valid now.</summary>
    public Task<AcmeAuthorization?> Find(string account, string source, CancellationToken cancellationToken)
    {
        var (order, position) = Split(source);
        return Find(account, order, position, cancellationToken);
    }

    /// <summary>Gives up the original of an authorization; nothing for one that has none.</summary>
    public Task Deactivate(string account, string? source, CancellationToken cancellationToken)
    {
        if (!IsOrder(source))
        {
            return Task.CompletedTask;
        }

        var (order, position) = Split(source!);
        return grains.AcmeOrder(order).Deactivate(account, position, cancellationToken);
    }

    /// <summary>Null unless it is valid now.</summary>
    public async Task<AcmeAuthorization?> Find(string account, string order, int position, CancellationToken cancellationToken)
    {
        var found = await grains.AcmeOrder(order).Get(account, cancellationToken);
        return found.Succeeded && position < found.Value.Authorizations.Length
            && found.Value.Authorizations[position] is { Status: AcmeAuthorizationStatus.Valid } valid && valid.ExpiresAt > clock.GetUtcNow()
            ? valid
            : null;
    }

    private static (string Order, int Position) Split(string source)
    {
        var parts = source[Prefix.Length..].Split('/');
        return (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
