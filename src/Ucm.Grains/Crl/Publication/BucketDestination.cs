using System.Globalization;
using System.Net;
using System.Numerics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl.Publication;

/// <summary>A bucket of an S3-compatible store. An object appears whole or not at all; its number stands in its metadata, and a newer one is left where it is.</summary>
internal sealed class BucketDestination(CrlBucketOptions options, TimeProvider clock) : ICrlDestination
{
    private const string NumberName = "crl-number";
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    public string Name => "s3";

    public async Task Put(CrlRow row, Stream content, CancellationToken cancellationToken)
    {
        var secret = (await File.ReadAllTextAsync(options.SecretKeyFile!, cancellationToken)).Trim();
        using var client = new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, secret), new AmazonS3Config
        {
            ServiceURL = options.ServiceUrl,
            AuthenticationRegion = options.Region,

            // What compatible stores understand; they may be at any host name.
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            Timeout = Timeout,

            // The copier retries, and says so.
            MaxErrorRetry = 0,
        });
        var request = new PutObjectRequest
        {
            BucketName = options.Bucket,
            Key = options.Prefix + row.Scope.Path(row.Kind == CrlKind.Delta),
            InputStream = content,
            AutoCloseStream = false,
            UseChunkEncoding = false,
            ContentType = "application/pkix-crl",
        };
        request.Metadata.Add(NumberName, row.PrintedNumber.ToString(CultureInfo.InvariantCulture));
        if (await NumberOf(client, request, cancellationToken) > row.PrintedNumber)
        {
            return;
        }

        var left = row.NextUpdate - clock.GetUtcNow();
        request.Headers.CacheControl = $"public, max-age={Math.Max(0, (long)left.TotalSeconds)}, must-revalidate";
        await client.PutObjectAsync(request, cancellationToken);
    }

    /// <summary>Zero when there is no such object, it was put there by somebody else, or these credentials may write only: then the copier's second look has to do.</summary>
    private static async Task<BigInteger> NumberOf(AmazonS3Client client, PutObjectRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var present = await client.GetObjectMetadataAsync(request.BucketName, request.Key, cancellationToken);
            return BigInteger.TryParse(present.Metadata[NumberName], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : BigInteger.Zero;
        }
        catch (AmazonS3Exception fault) when (fault.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            return BigInteger.Zero;
        }
    }
}
