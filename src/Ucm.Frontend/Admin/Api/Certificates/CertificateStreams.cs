using System.Text;
using Ucm.Frontend.Admin.Api.Queries;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Certificates;

/// <summary>
/// Lists of any length as one file: page after page from the silos, none kept. When a later page fails the connection is broken off, so that nobody takes a part for the
/// whole.
/// </summary>
internal static class CertificateStreams
{
    private const int PageSize = 500;

    public static void MapCertificateStreams(this RouteGroupBuilder api)
    {
        Map(api, "csv", "text/csv; charset=utf-8", CertificateRows.CsvHeader, CertificateRows.WriteCsv)
            .Named("downloadCertificatesCsv", "Download a list as CSV", "Newest first, with a line of names (RFC 4180, UTF-8). A text that begins like a formula gets an apostrophe in front.");
        Map(api, "jsonl", "application/jsonl; charset=utf-8", string.Empty, CertificateRows.WriteJson)
            .Named("downloadCertificatesJsonl", "Download a list as lines of JSON", "Newest first, one certificate a line, as lists show them.");
    }

    private static RouteHandlerBuilder Map(RouteGroupBuilder api, string extension, string mediaType, string header, Action<StringBuilder, CertificateAnswer> write)
    {
        var file = new StreamedFile($"certificates.{extension}", mediaType, header, write);
        return api.MapGet($"/certificates.{extension}", (HttpContext context, IGrainFactory grains, ExportPlaces places, TimeProvider clock) => Send(file, context, grains, places, clock))
            .WithTags("Certificates")
            .Signed(ApiPolicies.Download).Queries(CertificateFilter.Filters).Produces<Stream>(StatusCodes.Status200OK, mediaType.Split(';')[0]).Refuses(400);
    }

    private static async Task<IResult> Send(StreamedFile file, HttpContext context, IGrainFactory grains, ExportPlaces places, TimeProvider clock)
    {
        if (places.TryTake() is not { } place)
        {
            return new Refusal(RefusalCode.RateLimited, $"This frontend sends {ExportPlaces.Most} such lists at a time.", TimeSpan.FromSeconds(10)).ToProblem();
        }

        using (place)
        {
            var now = clock.GetUtcNow();
            var query = CertificateFilter.Read(context.Request.Query, now) with { Take = PageSize };
            var page = await grains.Search().ListCertificates(query, context.Caller(), context.RequestAborted);
            if (!page.Succeeded)
            {
                return page.Refusal.ToProblem();
            }

            context.Response.ContentType = file.MediaType;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file.Name}\"";
            await context.Response.WriteAsync(file.Header, context.RequestAborted);
            try
            {
                await SendPages(file, context, new Listing(grains.Search(), query, context.Caller(), now), page.Value);
            }
            catch (Exception) when (!context.RequestAborted.IsCancellationRequested)
            {
                context.Abort();
                throw;
            }

            return Results.Empty;
        }
    }

    private static async Task SendPages(StreamedFile file, HttpContext context, Listing listing, CertificatePage page)
    {
        var text = new StringBuilder();
        while (true)
        {
            foreach (var item in page.Items)
            {
                file.Write(text, item.ToAnswer(listing.Now));
            }

            await context.Response.WriteAsync(text.ToString(), context.RequestAborted);
            text.Clear();
            if (page.Next is null)
            {
                return;
            }

            var next = await listing.Search.ListCertificates(listing.Query with { Cursor = page.Next }, listing.Caller, context.RequestAborted);
            page = next.Succeeded ? next.Value : throw new IOException($"The list of certificates was broken off: {next.Refusal.Detail}");
        }
    }

    private sealed record StreamedFile(string Name, string MediaType, string Header, Action<StringBuilder, CertificateAnswer> Write);

    private sealed record Listing(ISearchGrain Search, CertificateQuery Query, Caller Caller, DateTimeOffset Now);
}
