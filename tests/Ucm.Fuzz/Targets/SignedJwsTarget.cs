using System.Text;
using System.Text.Json;
using Ucm.Fuzz.Mutation;
using Ucm.Pki.Jose;

namespace Ucm.Fuzz.Targets;

/// <summary>Protected header and payload are mutated, then signed with the known key; of a verified message the payload is read as the JWS inside a key change is.</summary>
internal static class SignedJwsTarget
{
    public static FuzzTarget Create() => new("jws-signed", [.. JwsTarget.KnownParts, .. JwsTarget.KeyChangeParts], new JsonMutator(), Accept);

    private static bool Accept(byte[] parts)
    {
        var signed = TryRead(parts, out var protectedHeader, out var payload) ? JwsTarget.Flatten(protectedHeader, payload, JwsTarget.SignKnown) : parts;
        if (!JwsTarget.Accept(signed))
        {
            return false;
        }

        _ = JwsMessage.TryParse(signed, out var message, out _) && JwsMessage.TryParse(message.Payload, out _, out _);
        return true;
    }

    private static bool TryRead(byte[] parts, out string protectedHeader, out string payload)
    {
        (protectedHeader, payload) = (string.Empty, string.Empty);
        try
        {
            using var json = JsonDocument.Parse(parts);
            protectedHeader = json.RootElement.GetProperty("protected").GetString() ?? string.Empty;
            payload = json.RootElement.GetProperty("payload").GetString() ?? string.Empty;
            return Ascii.IsValid(protectedHeader) && Ascii.IsValid(payload);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Mutated beyond having two parts to sign.
            return false;
        }
    }
}
