namespace Ucm.Grains.Signing;

/// <summary>The master key is not the one this database was made with: every private key in it would be unreadable.</summary>
public sealed class WrongMasterKeyException : Exception
{
    public WrongMasterKeyException()
        : base("The master key is not the one this database was made with.")
    {
    }
}
