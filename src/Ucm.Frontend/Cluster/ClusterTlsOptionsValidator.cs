using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Cluster;

/// <summary>Names each of the three files that is not set.</summary>
internal sealed class ClusterTlsOptionsValidator : IValidateOptions<ClusterTlsOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterTlsOptions options)
    {
        string[] faults = [.. new[]
            {
                (Key: nameof(options.CertificatePath), Path: options.CertificatePath), (Key: nameof(options.KeyPath), Path: options.KeyPath),
                (Key: nameof(options.AuthorityPath), Path: options.AuthorityPath),
            }
            .Where(static one => string.IsNullOrWhiteSpace(one.Path))
            .Select(static one => $"{ClusterTlsOptions.Section}:{one.Key} is not set; `Ucm.Silo frontend enroll` writes the file.")];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
