namespace Ucm.Frontend.Tls;

/// <summary>
/// Keeps the key and certificate of this listener over a restart, sealed by whoever hosts it. A frontend in a process of its own has none: it holds
/// no key to seal with.
/// </summary>
public interface IServerKeyStore
{
    /// <summary>What was last written, for the caller to zero; null when there is nothing or it cannot be opened.</summary>
    byte[]? Read();

    /// <exception cref="IOException">It could not be written; what was there before stays.</exception>
    void Write(ReadOnlySpan<byte> content);
}
