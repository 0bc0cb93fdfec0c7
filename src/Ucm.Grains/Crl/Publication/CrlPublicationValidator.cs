using Microsoft.Extensions.Options;

namespace Ucm.Grains.Crl.Publication;

/// <summary>Every fault at once.</summary>
internal sealed class CrlPublicationValidator : IValidateOptions<CrlPublicationOptions>
{
    public ValidateOptionsResult Validate(string? name, CrlPublicationOptions options)
    {
        var faults = new List<string>();
        Expect(options.Directory is null || Path.IsPathFullyQualified(options.Directory), "Directory must be a full path.");
        var s3 = options.S3;
        if (s3.ServiceUrl is not null)
        {
            Expect(Uri.TryCreate(s3.ServiceUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https", "S3:ServiceUrl must be an http or https URL.");
            Expect(!string.IsNullOrWhiteSpace(s3.Bucket), "S3:Bucket is missing.");
            Expect(!string.IsNullOrWhiteSpace(s3.AccessKey), "S3:AccessKey is missing.");
            Expect(s3.SecretKeyFile is not null && File.Exists(s3.SecretKeyFile), "S3:SecretKeyFile is missing, or there is no such file.");
        }
        else
        {
            Expect(s3.Bucket is null && s3.AccessKey is null && s3.SecretKeyFile is null, "S3:ServiceUrl is missing.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Expect(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add($"{CrlPublicationOptions.Section}:{fault}");
            }
        }
    }
}
