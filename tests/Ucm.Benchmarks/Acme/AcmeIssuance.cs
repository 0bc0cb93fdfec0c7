using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Ucm.Benchmarks.Acme;

/// <summary>One certificate (RFC 8555 §7.4): order, authorization, http-01, finalize, download.</summary>
/// <param name="poll">Between two looks at something that is not done yet.</param>
internal sealed class AcmeIssuance(AcmeAccount account, string name, TimeSpan poll)
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public async Task Run()
    {
        using var created = await account.Post(account.NewOrder, new { identifiers = new[] { new { type = "dns", value = name } } });
        var location = created.Headers.Location!;
        var order = await created.Content.ReadFromJsonAsync<JsonElement>();
        foreach (var authorization in order.GetProperty("authorizations").EnumerateArray())
            await Prove(new Uri(authorization.GetString()!));

        await Until(location, "ready");
        using var finalized = await account.Post(new Uri(order.GetProperty("finalize").GetString()!), new { csr = Base64UrlEncoder.Encode(Request()) });
        order = await Until(location, "valid");
        using var chain = await account.Post(new Uri(order.GetProperty("certificate").GetString()!), null);
    }

    private async Task Prove(Uri authorization)
    {
        using var answer = await account.Post(authorization, null);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if (body.GetProperty("status").GetString() == "valid")
            return;

        var challenge = body.GetProperty("challenges").EnumerateArray().Single(item => item.GetProperty("type").GetString() == "http-01");
        using var accepted = await account.Post(new Uri(challenge.GetProperty("url").GetString()!), new { });
        await Until(authorization, "valid");
    }

    private async Task<JsonElement> Until(Uri resource, string wanted)
    {
        while (true)
        {
            using var answer = await account.Post(resource, null);
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            var status = body.GetProperty("status").GetString();
            if (status == wanted)
                return body;
            if (status == "invalid")
                throw new InvalidOperationException($"{resource.AbsolutePath} is invalid: {body}");

            await Task.Delay(poll);
        }
    }

    private byte[] Request()
    {
        var request = new CertificateRequest($"CN={name}", Key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSigningRequest();
    }
}
