using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>An answer before it is written: status, body and the headers that are not the same for all.</summary>
internal sealed record AcmeReply(int Status)
{
    public ReadOnlyMemory<byte> Body { get; init; }

    public string? ContentType { get; init; }

    public string? Location { get; init; }

    /// <summary>Link headers beside rel=index, such as <c>&lt;url&gt;;rel="up"</c>.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>False for what is not part of the nonce protocol (the directory).</summary>
    public bool WithNonce { get; init; } = true;

    public static AcmeReply Json<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        new(status) { Body = JsonSerializer.SerializeToUtf8Bytes(value, type), ContentType = "application/json" };

    public static AcmeReply Problem(ProblemJson problem) => new(problem.Status ?? StatusCodes.Status500InternalServerError)
    {
        Body = JsonSerializer.SerializeToUtf8Bytes(problem, AcmeJsonContext.Default.ProblemJson),
        ContentType = "application/problem+json",
    };
}
