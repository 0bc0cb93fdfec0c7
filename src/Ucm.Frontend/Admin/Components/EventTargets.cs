using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Frontend.Admin.Components;

/// <summary>What an audit row was about, such as <c>certificate:issuing.01ab…</c>, for people.</summary>
internal static class EventTargets
{
    private const string Certificate = "certificate:";
    private static readonly string[] Kinds = [Certificate, "user:", "authority:", "profile:", "object:"];
    private const int Longest = 36;

    /// <summary>The page of the target; null when it has none.</summary>
    public static string? Link(string target) =>
        target.StartsWith(Certificate, StringComparison.Ordinal) && CertificateKey.TryParseId(target[Certificate.Length..], out var key)
            ? $"/certificates/{key.ToId()}"
            : null;

    /// <summary>Without the kind, its middle left out when it is long.</summary>
    public static string Short(string target)
    {
        var kind = Array.Find(Kinds, kind => target.StartsWith(kind, StringComparison.Ordinal));
        var name = kind is null ? target : target[kind.Length..];
        return name.Length <= Longest ? name : $"{name[..(Longest / 2)]}…{name[^8..]}";
    }
}
