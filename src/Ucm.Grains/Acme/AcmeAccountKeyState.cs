namespace Ucm.Grains.Acme;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.acme-account-key")]
internal sealed record AcmeAccountKeyState
{
    public const string Name = "ucm.state.acme-account-key";

    [Id(0)]
    public string? Account { get; init; }
}
