using System.ComponentModel;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Frontend.Admin.Api;

internal sealed class AcmeAccountAnswer
{
    public required string Id { get; init; }

    [Description("The ACME server that it was made at; it may order at others too.")]
    public required string Server { get; init; }

    [Description("valid, deactivated or revoked.")]
    public required string Status { get; init; }

    [Description("Of its key (RFC 7638), base64url.")]
    public required string Thumbprint { get; init; }

    [Description("The key id of the external account that it is bound to.")]
    public string? ExternalAccount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    public static AcmeAccountAnswer Of(AcmeAccountEntry entry) => new()
    {
        Id = entry.Id,
        Server = entry.Server,
        Status = entry.Status,
        Thumbprint = entry.Thumbprint,
        ExternalAccount = entry.ExternalAccount,
        CreatedAt = entry.CreatedAt,
        UsedAt = entry.UsedAt,
    };

    public static AcmeAccountAnswer Of(AcmeAccount account) => new()
    {
        Id = account.Id,
        Server = account.Server ?? "default",
        Status = account.Status.ToString().ToLowerInvariant(),
        Thumbprint = account.Thumbprint,
        ExternalAccount = account.ExternalAccount,
        CreatedAt = account.CreatedAt,
    };
}

internal sealed class AcmeOrderAnswer
{
    public required string Id { get; init; }

    public required string Server { get; init; }

    public required string Account { get; init; }

    [Description("pending, ready, processing, valid or invalid, as it was last written: one that expired since then is still pending here.")]
    public required string Status { get; init; }

    public required string Profile { get; init; }

    public required string[] Names { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public static AcmeOrderAnswer Of(AcmeOrderEntry entry) => new()
    {
        Id = entry.Id,
        Server = entry.Server,
        Account = entry.Account,
        Status = entry.Status,
        Profile = entry.Profile,
        Names = [.. entry.Names],
        CreatedAt = entry.CreatedAt,
        ExpiresAt = entry.ExpiresAt,
    };
}
