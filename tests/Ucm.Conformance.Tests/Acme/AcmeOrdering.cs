using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Shouldly;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>The usual way from an order to its certificate, for rows about something else.</summary>
internal static class AcmeOrdering
{
    /// <param name="at">The resource newOrder of another ACME server than the default one.</param>
    public static Task<AcmeAnswer> Order(this RawAcmeClient client, string[] names, string? replaces = null, string at = "/new-order")
    {
        var order = new JsonObject { ["identifiers"] = new JsonArray([.. names.Select(static name => Identifier(name))]) };
        if (replaces is not null)
        {
            order["replaces"] = replaces;
        }

        return client.Post(at, order.ToJsonString());
    }

    public static JsonObject Identifier(string name) => new() { ["type"] = IPAddress.TryParse(name, out _) ? "ip" : "dns", ["value"] = name };

    public static List<string> Authorizations(this AcmeAnswer order)
    {
        order.Status.ShouldBe(201, order.Body);
        return [.. order.Json["authorizations"]!.AsArray().Select(static url => (string)url!)];
    }

    /// <summary>Answers http-01 and waits for the outcome.</summary>
    public static async Task<AcmeAnswer> Prove(this RawAcmeClient client, ChallengeServer web, string authorization)
    {
        var challenge = (await client.Post(authorization, "")).Json["challenges"]!.AsArray()
            .Single(static challenge => (string?)challenge!["type"] == "http-01")!;
        var token = (string)challenge["token"]!;
        web.Body($"/.well-known/acme-challenge/{token}", $"{token}.{client.Thumbprint}");
        await client.Post((string)challenge["url"]!, "{}");
        var settled = await client.Settled(authorization);
        ((string?)settled.Json["status"]).ShouldBe("valid", settled.Body);
        return settled;
    }

    /// <summary>Finalizes and waits for the outcome.</summary>
    public static async Task<AcmeAnswer> Finish(this RawAcmeClient client, AcmeAnswer order, ECDsa? key, params string[] names)
    {
        var final = await client.Post((string)order.Json["finalize"]!, $$"""{"csr":"{{Csr(key, names)}}"}""");
        final.Status.ShouldBe(200, final.Body);
        var settled = await client.Settled(order.Location!);
        ((string?)settled.Json["status"]).ShouldBe("valid", settled.Body);
        return settled;
    }

    /// <summary>From nothing to the answer with the certificate, through http-01 for each name.</summary>
    public static async Task<AcmeAnswer> Obtain(this RawAcmeClient client, ChallengeServer web, string[] names, string? replaces = null)
    {
        var order = await client.Order(names, replaces);
        foreach (var authorization in order.Authorizations())
        {
            if ((string?)(await client.Post(authorization, "")).Json["status"] == "pending")
            {
                await client.Prove(web, authorization);
            }
        }

        var valid = await client.Finish(order, null, names);
        return await client.Post((string)valid.Json["certificate"]!, "");
    }

    /// <summary>The identifier of RFC 9773 §4.1, by the platform's own reader.</summary>
    public static string RenewalId(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        var issuer = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value;
        return $"{Base64Url.EncodeToString(issuer.Span)}.{Base64Url.EncodeToString(certificate.SerialNumberBytes.Span)}";
    }

    public static string Csr(ECDsa? key, params string[] names)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key ?? own, HashAlgorithmName.SHA256);
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
