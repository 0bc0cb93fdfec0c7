using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Ucm.Frontend.DataProtection;

/// <summary>Leaves a key as it is: it stays in memory here, travels over the cluster's TLS, and the grain seals it before anything is written (law 6).</summary>
internal sealed class SealedByTheGrain : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(new XElement("unencryptedKey", plaintextElement), typeof(NullXmlDecryptor));
}
