namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>
/// Names one issuance for ever (law 2): <c>acme:{order}</c>, <c>rest:{user}:{idempotency-key}</c>, <c>scep:{profile}:{transaction}</c>, <c>system:{purpose}</c>.
/// 1..200 printable ASCII characters; a unique key in the database.
/// </summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.request-id")]
public readonly record struct RequestId
{
    public RequestId(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (value.Length > MaxLength || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException($"A request id has 1 to {MaxLength} printable ASCII characters without spaces.", nameof(value));
        }

        Value = value;
    }

    public const int MaxLength = 256;

    [Id(0)]
    public string Value { get; init; }

    /// <summary>Of a certificate that serves the platform itself: a frontend's own or an OCSP responder's. Not of an authority's.</summary>
    public bool IsSystemService =>
        Value.StartsWith("system:server-certificate:", StringComparison.Ordinal) || Value.StartsWith("system:ocsp-responder:", StringComparison.Ordinal);

    public override string ToString() => Value;
}
