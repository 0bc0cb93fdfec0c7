using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Certificates;

/// <summary>On one process; and what independent readers make of the files.</summary>
[Trait("needs", "server")]
public sealed class StandaloneCertificateTests(StandaloneServer server) : CertificateRows, IClassFixture<StandaloneServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected override HttpClient Open(int entry) => server.CreateClient();

    private protected override string AdminPassword => StandaloneServer.AdminPassword;

    private protected override async Task CheckCorrected(RestClient rest, string serial)
    {
        (await rest.Send(HttpMethod.Post, "/api/authorities/issuing/crl")).Status.ShouldBe(200);
        using var openSsl = await OpenSsl.For(server);

        var text = await openSsl.CrlText("issuing");

        var entry = text[text.IndexOf(serial, StringComparison.OrdinalIgnoreCase)..];
        entry.Split("Serial Number")[0].ShouldContain("Key Compromise");
        (await openSsl.Ocsp(serial)).ShouldContain("keyCompromise");
    }

    [Theory]
    [InlineData("pem", "", 2)]
    [InlineData("pem", "full", 3)]
    [InlineData("pem", "issuer", 2)]
    [InlineData("pem", "none", 1)]
    [InlineData("p7b", "", 3)]
    [InlineData("p7b", "none", 1)]
    [InlineData("p12", "", 3)]
    [InlineData("p12&legacy=true", "issuer", 2)]
    [InlineData("jks", "", 3)]
    public async Task Export_EachFormat_IsReadByItsPrograms(string format, string chain, int certificates)
    {
        using var rest = await SignIn(0);
        var (id, _, certificate) = await rest.IssueFor("export.example.test");
        using var folder = new TemporaryFolder();
        var file = folder.File("export");

        using var answer = await rest.Http.GetAsync($"/api/certificates/{id}/export?format={format}&chain={chain}", Token);
        await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync(Token), Token);

        var read = await (format switch
        {
            "pem" => Tool.Run("openssl", ["storeutl", "-noout", "-certs", "-text", file]),
            "p7b" => Tool.Run("openssl", ["pkcs7", "-inform", "DER", "-in", file, "-print_certs"]),
            "jks" => Tool.Run("keytool", ["-list", "-rfc", "-storetype", "JKS", "-keystore", file, "-storepass", "changeit"]),
            _ => Tool.Run("openssl", ["pkcs12", "-in", file, "-passin", "pass:", "-nokeys"]),
        });
        read.ExitCode.ShouldBe(0, read.All);
        read.Output.Split(format == "pem" ? "Certificate:\n" : "-----BEGIN CERTIFICATE-----").Length.ShouldBe(certificates + 1, read.All);
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe($"export.example.test.{format.Split('&')[0]}");
        if (format == "p7b")
        {
            read.Output.ReplaceLineEndings(string.Empty).ShouldContain(certificate.ReplaceLineEndings(string.Empty));
        }
    }

    [Theory]
    [InlineData("pkcs12", "pkcs12", "PBES2")]
    [InlineData("pkcs12_legacy", "pkcs12", "pbeWithSHA1And3-KeyTripleDES-CBC")]
    [InlineData("jks", "jks", "PrivateKeyEntry")]
    public async Task Issue_GeneratedKeyInAFormat_IsReadByItsPrograms(string format, string member, string sign)
    {
        using var rest = await SignIn(0);
        using var folder = new TemporaryFolder();
        var file = folder.File("key");

        var (status, body) = await rest.Issue(new { key = new { }, password = "secret of the file", format, names = new[] { "formats.example.test" } });

        status.ShouldBe(201, body.ToJsonString());
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)body[member]!), Token);
        var read = await (format == "jks"
            ? Tool.Run("keytool", ["-list", "-storetype", "JKS", "-keystore", file, "-storepass", "secret of the file"])
            : Tool.Run("openssl", ["pkcs12", "-in", file, "-passin", "pass:secret of the file", "-nodes", "-info"]));
        read.ExitCode.ShouldBe(0, read.All);
        read.All.ShouldContain(sign);
    }

    [Theory]
    [InlineData("format=der&chain=full", "one certificate")]
    [InlineData("format=pem&legacy=true", "is for the format p12")]
    [InlineData("format=docx", "one of pem, der, p7b, p12, jks")]
    public async Task Export_WhatDoesNotGoTogether_IsNamed(string query, string detail)
    {
        using var rest = await SignIn(0);
        var (id, _, _) = await rest.IssueFor("together.example.test");

        var (status, body) = await rest.Get($"/api/certificates/{id}/export?{query}");

        status.ShouldBe(400);
        ((string)body["detail"]!).ShouldContain(detail);
    }

    [Fact]
    public async Task Export_NameOfForeignLetters_HasAPlainNameToo()
    {
        using var rest = await SignIn(0);
        var (_, body) = await rest.Issue(new { profile = "tls-client", key = new { }, password = "secret of the file", subject = "CN=Zoë/../Ⅷ Müller\\\"", names = new[] { "email:zoe@example.test" } });

        using var answer = await rest.Http.GetAsync($"/api/certificates/{(string?)body["id"]}/export?format=der", Token);

        var disposition = answer.Content.Headers.GetValues("Content-Disposition").Single();
        answer.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe("Zoë_..__ Müller_.cer");
        disposition.All(char.IsAscii).ShouldBeTrue(disposition);
    }

    [Fact]
    public async Task Streams_OfAList_AreReadByAnIndependentReader()
    {
        using var rest = await SignIn(0);
        const string Notes = "=cmd|' /C calc'!A0, \"quoted\"\nand a line";
        for (var index = 0; index < 12; index++)
        {
            (await rest.Issue(new { csr = RestClient.Csr($"s{index}.stream.example.test"), notes = Notes })).Status.ShouldBe(201);
        }

        using var folder = new TemporaryFolder();
        using var answer = await rest.Http.GetAsync("/api/certificates.csv?name_suffix=.stream.example.test", Token);
        await File.WriteAllBytesAsync(folder.File("list.csv"), await answer.Content.ReadAsByteArrayAsync(Token), Token);
        var lines = (await rest.Http.GetStringAsync("/api/certificates.jsonl?name_suffix=.stream.example.test", Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        const string Reader = "import csv,json,sys; print(json.dumps(list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True))))";
        var read = await Tool.Run("python3", ["-c", Reader, folder.File("list.csv")]);
        var rows = JsonNode.Parse(read.Output)!.AsArray();
        rows.Select(static row => (string?)row!["names"]).ShouldBe(Enumerable.Range(0, 12).Reverse().Select(static index => $"dns:s{index}.stream.example.test"));
        rows.ShouldAllBe(static row => (string?)row!["notes"] == "'" + Notes);
        lines.Select(static line => (string?)JsonNode.Parse(line)!["id"]).ShouldBe(rows.Select(static row => (string?)row!["id"]));
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        (await rest.Get("/api/certificates.csv?limit=5")).Status.ShouldBe(400);
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(folder.File("list.csv"), Token)).ShouldStartWith("id,serial,authority,status,");
    }
}
