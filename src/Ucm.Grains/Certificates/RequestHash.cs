using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>SHA-256 over what was asked for, each part with its length before it. Who asks is no part of it: a retry may come with a new session.</summary>
// Stored: the order and form of the parts are forever.
internal static class RequestHash
{
    public static ImmutableArray<byte> Of(IssueCommand command)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, command.Authority.Value);
        Add(hash, command.Profile);
        if (command.GeneratedKey is { } algorithm)
        {
            // No request in DER begins with this octet, so that the two forms never meet.
            Add(hash, $"\0generated-key:{algorithm}");
        }
        else
        {
            Add(hash, command.Csr.AsSpan());
        }

        if (command.Content is { } content)
        {
            Add(hash, content.Subject ?? "\0");
            Add(hash, Text(content.NotBefore));
            Add(hash, Text(content.NotAfter));
            foreach (var name in content.Names ?? [])
            {
                Add(hash, $"{(int)name.Kind}:{name.Value}");
            }

            Add(hash, content.Names is null ? "default" : "given");
        }

        return [.. hash.GetHashAndReset()];
    }

    public static ImmutableArray<byte> Of(params ReadOnlySpan<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            Add(hash, part ?? "\0");
        }

        return [.. hash.GetHashAndReset()];
    }

    private static string Text(DateTimeOffset? time) => time?.UtcTicks.ToString(CultureInfo.InvariantCulture) ?? "";

    private static void Add(IncrementalHash hash, string part) => Add(hash, Encoding.UTF8.GetBytes(part));

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
