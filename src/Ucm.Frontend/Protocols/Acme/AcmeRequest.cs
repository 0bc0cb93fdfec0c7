using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ucm.Frontend.Http;
using Ucm.Frontend.Http.Proxies;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Pki.Jose;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>A POST whose signature, URL and nonce are good: by an account (kid) or by a bare key (jwk).</summary>
internal sealed record AcmeRequest(HttpContext Context, JwsMessage Message, AcmeAccount? Account)
{
    public string? Address => Context.ClientAddress();

    /// <summary>RFC 8555 §6.3.</summary>
    public bool IsPostAsGet => Message.Payload.IsEmpty;

    /// <summary>The ACME server whose resource it is.</summary>
    public string Server => Route("server") is { Length: > 0 } server ? server : AcmeDirectory.DefaultServer;

    public string Route(string name) => Context.GetRouteValue(name) as string ?? string.Empty;

    public bool TryRead<T>(JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out AcmeReply? problem)
        where T : class
    {
        value = null;
        string? advice = null;
        try
        {
            value = JsonSerializer.Deserialize(Message.Payload.Span, type);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // What a stranger wrote is not what the request needs; the answer says so.
            value = null;
            advice = fault.Message.StartsWith(Rfc3339.Advice, StringComparison.Ordinal) ? $"{((JsonException)fault).Path?.TrimStart('$', '.')}: {Rfc3339.Advice}" : null;
        }

        problem = value is null ? AcmeProblems.Malformed(advice ?? "The payload is not the JSON object that this request needs.") : null;
        return value is not null;
    }
}
