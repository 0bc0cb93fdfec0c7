using Ucm.Storage.Commits;

namespace Ucm.Storage.Writing;

/// <summary>One write: a unit that commits whole, with its companion, or not at all. What it means is the same on every database; how it is done is the dialect's.</summary>
internal abstract record StorageCommand
{
    /// <summary>Written only when the command changed something.</summary>
    public CommitCompanion? Companion { get; init; }
}

/// <summary>A write that answers <typeparamref name="TResult"/>.</summary>
internal abstract record StorageCommand<TResult> : StorageCommand;

/// <summary>Writes its companion and nothing else.</summary>
internal sealed record AppendCommand : StorageCommand<bool>;
