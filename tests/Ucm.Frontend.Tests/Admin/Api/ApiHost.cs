using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;
using Ucm.Frontend.Admin.Api;
using Ucm.Frontend.Auth;
using Ucm.Frontend.Health;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>REST in-process, with grains of our choosing and one living session.</summary>
public sealed class ApiHost : IAsyncLifetime
{
    public const string SessionId = "AAAAAAAAAAAAAAAAAAAAAA";
    private const string Issuer = "https://ca.example";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private WebApplication? _app;

    public IGrainFactory Grains { get; } = Substitute.For<IGrainFactory>();

    public ISearchGrain Search { get; } = Substitute.For<ISearchGrain>();

    public ISessionGrain Session { get; } = Substitute.For<ISessionGrain>();

    public HttpClient Client { get; private set; } = new();

    public IReadOnlyList<Endpoint> Endpoints => _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    public byte[] PublicKey => _key.ExportSubjectPublicKeyInfo();

    public async ValueTask InitializeAsync()
    {
        var keys = Substitute.For<ITokenKeysGrain>();
        keys.Get(Arg.Any<CancellationToken>()).Returns(new TokenKeys(Issuer, Issuer + "/api", [new TokenKey("k1", [.. PublicKey])]));
        Grains.GetGrain<ITokenKeysGrain>(0, null).Returns(keys);
        Grains.GetGrain<ISearchGrain>(0, null).Returns(Search);
        Grains.GetGrain<ISessionGrain>($"session:{SessionId}", null).Returns(Session);
        Live(Permission.All);

        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Grains);
        builder.Services.AddSingleton(new PublicUrls(Issuer, "http://ca.example"));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddAuth();
        builder.Services.AddApi();
        builder.Services.AddUcmMetrics();
        _app = builder.Build();
        _app.UseApiGuard();
        _app.UseRouting();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapApi();
        _app.MapGuardedMetrics();
        await _app.StartAsync();
        Client = _app.GetTestClient();
        Client.BaseAddress = new Uri(Issuer);
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token());
    }

    public void Live(params string[] permissions)
    {
        var view = new SessionView(
            SessionId, SessionKind.Api, UserName.Parse("ann"), [], [.. permissions], MustChangePassword: false, [], DateTimeOffset.MaxValue);
        Session.Check(Arg.Any<bool>(), Arg.Any<CancellationToken>()).Returns((Outcome<SessionView>)view);
    }

    /// <summary>A token with our key unless another signature is wanted.</summary>
    public string Token(string algorithm = "ES256", Func<byte[], byte[]>? sign = null, string audience = Issuer + "/api")
    {
        var header = $$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"k1"}""";
        var claims = $$"""{"iss":"{{Issuer}}","aud":"{{audience}}","sub":"ann","sid":"{{SessionId}}","exp":4102444800}""";
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        var signature = (sign ?? (data => _key.SignData(data, HashAlgorithmName.SHA256)))(Encoding.ASCII.GetBytes(signed));
        return $"{signed}.{Encode(signature)}";
    }

    public async Task<HttpResponseMessage> Get(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _key.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private static string Encode(byte[] octets) => Base64Url.EncodeToString(octets);
}
