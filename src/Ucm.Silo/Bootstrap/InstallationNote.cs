using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Silo.Bootstrap;

/// <summary>
/// Which installation this start found or made, for the ready message: a server that was started from another directory by mistake is a new one, and
/// must say so.
/// </summary>
internal sealed class InstallationNote
{
    private AuthoritySnapshot? root;

    /// <summary>This start made an authority of the first start.</summary>
    public bool IsNew { get; set; }

    public string Text => root switch
    {
        null => "not looked at (Ucm:Bootstrap:Enabled is false)",
        _ when IsNew => $"new installation: {root.Name} was made at this start",
        _ => $"{root.Name}, since {root.NotBefore.UtcDateTime:yyyy-MM-dd}",
    };

    public void Take(AuthoritySnapshot found) => root = found;
}
