using Ucm.Storage.Writing;

namespace Ucm.Storage.Postgres;

/// <summary>A unit within its batch and what has become of it so far; told to the unit after the commit.</summary>
internal sealed class Slot(WriteUnit unit)
{
    public WriteUnit Unit => unit;

    public StorageCommand Command => unit.Command;

    public object? Result { get; set; }

    /// <summary>Whether something was changed that the companion would describe.</summary>
    public bool Changed { get; set; }
}
