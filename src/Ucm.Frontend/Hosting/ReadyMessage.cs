using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Frontend.Hosting;

/// <summary>Says on the console that the server is up, and where.</summary>
internal static class ReadyMessage
{
    /// <param name="places">More lines: what is where on this machine.</param>
    public static async Task Write(TextWriter output, PublicUrls urls, params IEnumerable<(string Name, string Place)> places)
    {
        IEnumerable<(string Name, string Place)> lines =
        [
            ("Console", $"{urls.Https}/"),
            ("ACME", $"{urls.Https}/acme/directory"),
            ("REST", $"{urls.Https}/api  ({urls.Https}/openapi/v1.json)"),
            ("OCSP", $"{urls.Http}/ocsp"),
            ("CRL", $"{urls.Http}/crl/issuing.crl"),
            ("Root", $"{urls.Http}/ca/root.pem"),
            .. places,
        ];
        await output.WriteLineAsync($"\nUltimateCA {typeof(ReadyMessage).Assembly.GetName().Version?.ToString(3)} is ready.");
        foreach (var (name, place) in lines)
        {
            await output.WriteLineAsync($"  {name,-10} {place}");
        }

        await output.FlushAsync();
    }
}
