using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>The steps of an ACME client between account and certificate, each alone.</summary>
internal static class AcmeSteps
{
    /// <param name="newOrder">Such as <c>/internal/new-order</c>.</param>
    public static Task<AcmeAnswer> NewOrder(this RawAcmeClient client, string newOrder, string? profile, params string[] names)
    {
        var identifiers = new JsonArray([.. names.Select(static name => new JsonObject { ["type"] = IPAddress.TryParse(name, out _) ? "ip" : "dns", ["value"] = name })]);
        var order = new JsonObject { ["identifiers"] = identifiers };
        if (profile is not null)
        {
            order["profile"] = profile;
        }

        return client.Post(newOrder, order.ToJsonString());
    }

    /// <summary>Answers the challenge http-01 of each authorization and waits until it is valid.</summary>
    public static async Task Prove(this RawAcmeClient client, AcmeAnswer order, ChallengeServer web)
    {
        Assert.True(order.Status == 201, order.Body);
        foreach (var authorization in order.Json["authorizations"]!.AsArray().Select(static url => (string)url!))
        {
            var challenges = (await client.Post(authorization, "")).Json["challenges"]!.AsArray();
            var challenge = challenges.Single(static challenge => (string?)challenge!["type"] == "http-01")!;
            var token = (string)challenge["token"]!;
            web.Body($"/.well-known/acme-challenge/{token}", $"{token}.{client.Thumbprint}");
            await client.Post((string)challenge["url"]!, "{}");
            var settled = await client.Settled(authorization);
            Assert.True((string?)settled.Json["status"] == "valid", settled.Body);
        }
    }

    /// <summary>Finalizes a ready order with a new P-256 key; the certificate.</summary>
    public static async Task<X509Certificate2> Finish(this RawAcmeClient client, AcmeAnswer order, params string[] names)
    {
        var final = await client.Post((string)order.Json["finalize"]!, $$"""{"csr":"{{Csr(names)}}"}""");
        Assert.True(final.Status == 200, final.Body);
        var valid = await client.Settled(order.Location!);
        Assert.True((string?)valid.Json["status"] == "valid", valid.Body);
        return X509Certificate2.CreateFromPem((await client.Post((string)valid.Json["certificate"]!, "")).Body);
    }

    /// <summary>A PKCS#10 request for the names, DER in base64url.</summary>
    public static string Csr(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
            {
                alternatives.AddIpAddress(address);
            }
            else
            {
                alternatives.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(alternatives.Build());
        return Base64Url.EncodeToString(request.CreateSigningRequest());
    }
}
