using System.Globalization;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Admin.Api;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Http.RateLimits;

/// <summary>
/// Limits requests to REST and the console: by address before anything is verified, and by user once it is known who asks. A refused request gets
/// 429 with Retry-After; answers to users carry the fields RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers). The limits
/// count in this process; sign-ins that fail are counted across the cluster by the silos.
/// </summary>
internal sealed class RequestLimits(IOptions<RequestLimitOptions> options, TimeProvider clock)
{
    private readonly RequestLimiter addresses = new(clock);
    private readonly RequestLimiter users = new(clock);

    public static void Add(IServiceCollection services)
    {
        services.AddOptions<RequestLimitOptions>().BindConfiguration(RequestLimitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RequestLimits>();
    }

    /// <summary>After routing, before authentication.</summary>
    public static void UseByAddress(IApplicationBuilder app) => Use(app, static (limits, context) => limits.ByAddress(context));

    /// <summary>After authorization, which finds out who asks.</summary>
    public static void UseByUser(IApplicationBuilder app) => Use(app, static (limits, context) => limits.ByUser(context));

    private static void Use(IApplicationBuilder app, Func<RequestLimits, HttpContext, Task?> check)
    {
        var limits = app.ApplicationServices.GetRequiredService<RequestLimits>();
        if (limits.Enabled)
        {
            app.Use((context, next) => check(limits, context) ?? next(context));
        }
    }

    private bool Enabled => options.Value.Enabled;

    /// <summary>The refusal, or null.</summary>
    private Task? ByAddress(HttpContext context)
    {
        if (RequestClasses.Of(context) is not { } kind || context.Connection.RemoteIpAddress is not { } address)
        {
            return null;
        }

        var limit = options.Value.OfAddress(kind);
        var verdict = addresses.Take(kind, AddressSubject.Of(address), limit);
        return verdict.Taken ? null : Refuse(context, kind, limit, verdict, "from this address");
    }

    private Task? ByUser(HttpContext context)
    {
        if (context.User.FindFirst(SessionClaims.Name)?.Value is not { } user || RequestClasses.Of(context) is not { } kind)
        {
            return null;
        }

        // A script that asks too much must not stop its user at the console.
        var token = context.User.FindFirst(SessionClaims.Token)?.Value;
        var limit = options.Value.Of(kind);
        var verdict = users.Take(kind, token is null ? user : $"{user}{Caller.TokenSeparator}{token}", limit);
        if (!verdict.Taken)
        {
            return Refuse(context, kind, limit, verdict, token is null ? "of this user" : "of this API token");
        }

        Tell(context, kind, limit, verdict);
        return null;
    }

    private static Task Refuse(HttpContext context, RequestClass kind, RequestLimit limit, RequestVerdict verdict, string whose)
    {
        Tell(context, kind, limit, verdict);
        var detail = $"Too many requests of the class {kind.Name()} {whose}. Retry-After says when to come back.";
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(RefusalCode.RateLimited, detail, verdict.Wait).ToProblem().ExecuteAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = verdict.Wait.ToRetryAfter();
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(detail, context.RequestAborted);
    }

    private static void Tell(HttpContext context, RequestClass kind, RequestLimit limit, RequestVerdict verdict)
    {
        var window = Seconds(limit.Interval * limit.Burst);
        context.Response.Headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{kind.Name()}\";q={limit.Burst};w={window}");
        context.Response.Headers["RateLimit"] = string.Create(
            CultureInfo.InvariantCulture, $"\"{kind.Name()}\";r={verdict.Remaining};t={Seconds(verdict.Reset)}");
    }

    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);
}
