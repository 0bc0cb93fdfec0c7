using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Silo.Hosting;

/// <summary>Says on the console that the server is up, and where.</summary>
internal static class ReadyMessage
{
    public static async Task Write(TextWriter output, PublicUrls urls, DataDirectory data)
    {
        await output.WriteLineAsync($"""

            UltimateCA {typeof(ReadyMessage).Assembly.GetName().Version?.ToString(3)} is ready.
              Console    {urls.Https}/
              ACME       {urls.Https}/acme/directory
              REST       {urls.Https}/api  ({urls.Https}/openapi/v1.json)
              OCSP       {urls.Http}/ocsp
              CRL        {urls.Http}/crl/issuing.crl
              Root       {urls.Http}/ca/root.pem  ({data.RootCertificateFile})
              Data       {data.Path}
            """);
        await output.FlushAsync();
    }
}
