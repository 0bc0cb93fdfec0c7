using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Crl;

/// <summary>The product with a database full of revoked certificates, which the database itself made, and what an operator and a relying party see of its CRL.</summary>
internal sealed class LargeCrl(ProductServer product, int revoked, int goodPerRevoked) : IAsyncDisposable
{
    private const int Chunk = 100_000;

    private const string Fill = """
        with recursive n(i) as (select @from union all select i + 1 from n where i < @to)
        insert into certificates (authority, serial, request_id, request_hash, status, profile, subject, names, search, not_before, not_after, created_at,
            requester, public_key_hash, tbs_hash, revoked_at, revocation_reason, revocation_sequence)
        select 'issuing', unhex(printf('01%014x', i)) || randomblob(12), 'fill:' || i, x'', iif(i % @each = 0, 2, 1), 'tls-server', 'CN=h' || i, '[]', 'h' || i,
            @now, @now + 86400000000 * (1 + i % 90), @now, 'bench', randomblob(32), x'', iif(i % @each = 0, @now, null), iif(i % @each = 0, iif(i % (2 * @each) = 0, 4, 0), null),
            iif(i % @each = 0, 1000 + i, null)
        from n;
        insert into revocations (sequence, authority, serial, reason, revoked_at, recorded_at)
            select revocation_sequence, authority, serial, revocation_reason, revoked_at, revoked_at from certificates
            where status = 2 and authority = 'issuing' and serial >= unhex(printf('01%014x', @from)) and serial < unhex(printf('01%014x', @to + 1));
        """;

    private readonly HttpClient anyone = new();
    private HttpClient? operatorClient;
    private Task? prepared;
    private double lastBuild;
    private double lastMemory;

    public string Url => $"{product.HttpUrl}/crl/issuing.crl";

    private string Api => $"{product.HttpsUrl}/api/authorities/issuing/crl";

    public Task Prepare() => prepared ??= PrepareOnce();

    public async Task<double> BuildMilliseconds()
    {
        await Build();
        return lastBuild;
    }

    public Task<double> BuildMebibytes() => Task.FromResult(lastMemory);

    public async Task<double> OctetsPerEntry()
    {
        var crl = (await Describe()).GetProperty("crl");
        return crl.GetProperty("size").GetDouble() / crl.GetProperty("entries").GetDouble();
    }

    public async Task<double> RevokeToDeltaMilliseconds()
    {
        using var certificate = await product.Issue();
        var id = "issuing." + certificate.SerialNumber.TrimStart('0').ToLowerInvariant();
        var client = operatorClient!;
        var began = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsJsonAsync($"{product.HttpsUrl}/api/certificates/{id}/revoke", new { reason = "keyCompromise" });
        answer.EnsureSuccessStatusCode();
        var serial = Convert.FromHexString(certificate.SerialNumber);
        while ((await anyone.GetByteArrayAsync(new Uri($"{product.HttpUrl}/crl/issuing-delta.crl"))).AsSpan().IndexOf(serial) < 0)
            await Task.Delay(100);

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        anyone.Dispose();
        operatorClient?.Dispose();
        await product.DisposeAsync();
    }

    private async Task PrepareOnce()
    {
        await product.Start();
        await Task.Run(Insert);
        operatorClient = product.CreateClient();
        operatorClient.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await product.SignIn());
        await Build();
        var settings = new { lifetime_seconds = 604_800, overlap_seconds = 86_400, minimum_interval_seconds = 10, delta_interval_seconds = 3_600 };
        using var set = await operatorClient.PutAsJsonAsync(Api, settings);
        set.EnsureSuccessStatusCode();
        await Build();
        while ((await anyone.GetAsync(new Uri($"{product.HttpUrl}/crl/issuing-delta.crl"))) is { IsSuccessStatusCode: false })
            await Task.Delay(200);

        await Verify();
    }

    /// <summary>By openssl, and how much smaller it is compressed.</summary>
    private async Task Verify()
    {
        var folder = Directory.CreateTempSubdirectory("ucm-bench-crl-").FullName;
        var (crl, issuer) = (Path.Combine(folder, "crl.der"), Path.Combine(folder, "issuer.pem"));
        await File.WriteAllBytesAsync(crl, await anyone.GetByteArrayAsync(new Uri(Url)));
        await File.WriteAllBytesAsync(issuer, await anyone.GetByteArrayAsync(new Uri($"{product.HttpUrl}/ca/issuing.pem")));
        using var request = new HttpRequestMessage(HttpMethod.Get, Url);
        request.Headers.Add("Accept-Encoding", "gzip");
        using var zipped = await anyone.SendAsync(request);
        using var openssl = Process.Start(new ProcessStartInfo("openssl", ["crl", "-inform", "DER", "-in", crl, "-CAfile", issuer, "-verify", "-noout"]) { RedirectStandardError = true })!;
        var verdict = await openssl.StandardError.ReadToEndAsync();
        Console.WriteLine($"  openssl crl -verify: {verdict.Trim()}; {new FileInfo(crl).Length:N0} octets, {zipped.Content.Headers.ContentLength:N0} compressed");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Asks for one and waits until it is published; notes how long it took and how much more memory the process had meanwhile.</summary>
    private async Task Build()
    {
        var before = (await Describe()).TryGetProperty("crl", out var crl) ? crl.GetProperty("number").GetInt64() : 0;
        var memory = Memory("VmRSS");
        await File.WriteAllTextAsync($"/proc/{product.ProcessId}/clear_refs", "5");
        var began = Stopwatch.GetTimestamp();
        using var asked = await operatorClient!.PostAsync(new Uri(Api), null);
        asked.EnsureSuccessStatusCode();
        while ((await Describe()) is var now && (!now.TryGetProperty("crl", out crl) || crl.GetProperty("number").GetInt64() <= before || crl.GetProperty("entries").GetInt64() < revoked))
            await Task.Delay(50);

        lastBuild = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        lastMemory = (Memory("VmHWM") - memory) / 1024;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  built in {lastBuild:N0} ms, {lastMemory:N0} MiB above before, process {Memory("VmRSS") / 1024:N0} MiB"));
    }

    private Task<JsonElement> Describe() => operatorClient!.GetFromJsonAsync<JsonElement>(Api);

    private double Memory(string name)
    {
        var line = File.ReadLines($"/proc/{product.ProcessId}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }

    /// <summary>In commits of a size that the product's own writer can wait for.</summary>
    private void Insert()
    {
        using var connection = new SqliteConnection(product.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Fill;
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("@now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
        command.Parameters.AddWithValue("@each", goodPerRevoked + 1);
        var (from, to) = (command.Parameters.AddWithValue("@from", 0L), command.Parameters.AddWithValue("@to", 0L));
        var total = (long)revoked * (goodPerRevoked + 1);
        for (var first = 1L; first <= total; first += Chunk)
        {
            (from.Value, to.Value) = (first, Math.Min(first + Chunk - 1, total));
            command.ExecuteNonQuery();
        }
    }
}
