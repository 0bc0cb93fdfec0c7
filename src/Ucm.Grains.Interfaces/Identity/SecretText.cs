namespace Ucm.Grains.Interfaces.Identity;

/// <summary>A password or token on its way: never prints itself, so that no log or exception shows it (law 6).</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.secret-text")]
public sealed record SecretText([property: Id(0)] string Value)
{
    public override string ToString() => "***";
}
