using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Acme.Validation;

/// <summary>http-01 (RFC 8555 §8.3, RFC 8738 §4): a known file at a known place on port 80, after at most ten redirects.</summary>
internal sealed class Http01(GuardedHttp http, IOptions<AcmeValidationOptions> options) : IChallengeType
{
    private const int MaxRedirects = 10;
    private const int MaxBody = 4096;

    public string Name => "http-01";

    public bool Proves(SubjectName identifier) => identifier.Kind is SubjectNameKind.Ip || (identifier.Kind is SubjectNameKind.Dns && !identifier.Value.StartsWith('*'));

    public async Task Validate(ValidationRequest request, ValidationTrail trail, CancellationToken cancellationToken)
    {
        var host = request.Identifier.Value;
        var url = new UriBuilder(Uri.UriSchemeHttp, host.Contains(':') ? $"[{host}]" : host, options.Value.HttpPort, $"/.well-known/acme-challenge/{request.Token}").Uri;
        for (var redirects = 0; ; redirects++)
        {
            using var response = await http.Get(url, trail, cancellationToken);
            if (response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            {
                url = redirects < MaxRedirects ? Follow(trail.Last, url, response.Headers.Location) : throw ValidationException.Connection($"More than {MaxRedirects} redirects.");
                continue;
            }

            await Check(trail.Last, response, request.KeyAuthorization, cancellationToken);
            return;
        }
    }

    private Uri Follow(string asked, Uri from, Uri? location)
    {
        if (location is null || !Uri.TryCreate(from, location, out var url))
        {
            throw ValidationException.Connection($"{asked} redirects to nowhere: it has no Location that can be read.");
        }

        var allowed = url.Scheme == Uri.UriSchemeHttp ? url.Port == 80 || url.Port == options.Value.HttpPort
            : url.Scheme == Uri.UriSchemeHttps && (url.Port == 443 || url.Port == options.Value.TlsAlpnPort);
        return allowed && url.UserInfo.Length == 0
            ? url
            : throw ValidationException.Connection($"{asked} redirects to {KeyAuthorizationText.Shown(Encoding.UTF8.GetBytes(location.OriginalString))}, a scheme or port that is not followed: http on port 80 and https on port 443 are.");
    }

    private static async Task Check(string asked, HttpResponseMessage response, string expected, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBody + 1];
        int length;
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw ValidationException.Connection($"{asked} broke off its answer.");
        }

        var body = buffer.AsMemory(0, length);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw ValidationException.Response($"{asked} answered with status {(int)response.StatusCode}, not 200. Its content {KeyAuthorizationText.Describe(body.Span, expected)}.");
        }

        // RFC 8555 §8.3: trailing white space is ignored.
        if (length > MaxBody || Encoding.ASCII.GetString(body.Span).TrimEnd() != expected)
        {
            throw ValidationException.Response($"{asked} answered with something else than the key authorization, {expected}: it {KeyAuthorizationText.Describe(body.Span, expected)}.");
        }
    }
}
