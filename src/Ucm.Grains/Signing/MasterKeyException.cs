namespace Ucm.Grains.Signing;

/// <summary>The master key file cannot be used. The message is one line for the operator and never holds key bytes.</summary>
public sealed class MasterKeyException : Exception
{
    public MasterKeyException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
