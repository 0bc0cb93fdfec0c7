namespace Ucm.Reliability.Targets;

/// <summary>What the person at the command line can mend.</summary>
internal sealed class UsageException(string message) : Exception(message);
