namespace Ucm.Frontend.Cluster;

/// <summary>A kind of link and who may be at its other end.</summary>
/// <param name="Name">For metrics and logs.</param>
/// <param name="Denied">True for an enrolled frontend that is not wanted any more.</param>
internal sealed record ClusterDoor(string Name, bool AcceptsFrontends, Func<string, bool>? Denied = null)
{
    /// <summary>Out of a silo or a frontend: only a silo may answer.</summary>
    public static ClusterDoor ToSilo { get; } = new("outbound", AcceptsFrontends: false);

    /// <summary>Into a silo's own port: only silos.</summary>
    public static ClusterDoor FromSilo { get; } = new("silo", AcceptsFrontends: false);

    /// <summary>Into a gateway: silos and frontends, but those denied.</summary>
    public static ClusterDoor Gateway(Func<string, bool> denied) => new("gateway", AcceptsFrontends: true, denied);

    /// <summary>Null when the peer may come in, else the reason.</summary>
    public string? Refuse(ClusterIdentity peer) => peer.Role switch
    {
        ClusterRole.Silo => null,
        ClusterRole.Frontend when !AcceptsFrontends => "a frontend has no business here",
        ClusterRole.Frontend when Denied?.Invoke(peer.Name) == true => $"the frontend {peer.Name} is denied",
        ClusterRole.Frontend => null,
        _ => "an unknown role",
    };
}
