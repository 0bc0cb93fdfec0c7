namespace Ucm.Frontend.Hosting;

/// <summary>Something the operator has to put right; the message is one sentence that says what and where.</summary>
internal sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
