namespace Ucm.Grains.Interfaces.Acme.ExternalAccounts;

/// <summary>The binding that came with a newAccount request (RFC 8555 §7.3.4). Nothing of it is verified by the frontend.</summary>
/// <param name="Jws">The member <c>externalAccountBinding</c> as it was sent, in JSON; at most <see cref="MaxLength"/> characters.</param>
/// <param name="Url">The <c>url</c> of the outer JWS.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.sent-external-account-binding")]
public sealed record SentExternalAccountBinding([property: Id(0)] string Jws, [property: Id(1)] string Url)
{
    /// <summary>The largest account key, of RSA, has under a quarter.</summary>
    public const int MaxLength = 16 * 1024;
}

/// <summary>Bind an account by the grain's key.</summary>
/// <param name="Server">Of the account.</param>
/// <param name="Account">The id under which the account is, or is about to be, made.</param>
/// <param name="Thumbprint">RFC 7638, of the account's key.</param>
/// <param name="Address">The client's.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.bind-external-account-command")]
public sealed record BindExternalAccountCommand(
    [property: Id(0)] SentExternalAccountBinding Binding,
    [property: Id(1)] string Server,
    [property: Id(2)] string Account,
    [property: Id(3)] string Thumbprint,
    [property: Id(4)] string? Address);
