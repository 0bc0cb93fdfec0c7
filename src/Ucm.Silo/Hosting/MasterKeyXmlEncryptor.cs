using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Ucm.Grains.Signing;

namespace Ucm.Silo.Hosting;

/// <summary>Keeps the Data Protection key ring encrypted under the master key: no key in clear on any disk (law 6).</summary>
internal sealed class MasterKeyXmlEncryptor(MasterKey masterKey) : IXmlEncryptor
{
    internal static readonly EnvelopeName Name = new("key-ring", "data-protection");

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        try
        {
            var envelope = Convert.ToBase64String(KeyEnvelope.Seal(masterKey, Name, plain));
            return new EncryptedXmlInfo(new XElement("envelope", envelope), typeof(MasterKeyXmlDecryptor));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}

/// <summary>Named in the key ring's files: moving or renaming it would sign every browser out.</summary>
internal sealed class MasterKeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var plain = KeyEnvelope.Open(services.GetRequiredService<MasterKey>(), MasterKeyXmlEncryptor.Name, Convert.FromBase64String(encryptedElement.Value));
        try
        {
            return XElement.Parse(Encoding.UTF8.GetString(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
