using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;

namespace Ucm.Grains.Jobs;

/// <summary>
/// The certificates of a batch, each through its own grain, which checks the maker's rights on it. Doing one again changes nothing, so a batch that was
/// cut off is done again as a whole.
/// </summary>
internal sealed class JobItems(IGrainFactory grains)
{
    // The database takes what comes at once in one commit; more would only wait.
    private const int AtOnce = 50;

    public async Task<JobBatch> Work(JobState job, ImmutableArray<CertificateKey> keys, Caller maker)
    {
        var lines = new StringBuilder();
        var failed = 0;
        foreach (var some in keys.Chunk(AtOnce))
        {
            var outcomes = await Task.WhenAll(some.Select(key => Work(job, key, maker)));
            foreach (var (key, outcome) in some.Zip(outcomes))
            {
                failed += outcome.Refusal is null ? 0 : 1;
                lines.Append(Line(key, outcome)).Append('\n');
            }
        }

        return new JobBatch(lines.ToString(), keys.Length, failed);
    }

    private async Task<JobOutcome> Work(JobState job, CertificateKey key, Caller maker)
    {
        var certificate = grains.Certificate(key);
        if (job.Kind == JobKind.Export)
        {
            var read = await certificate.Read(maker, CancellationToken.None);
            return read.Succeeded ? new JobOutcome("exported") { Certificate = Pem(read.Value.Der) } : Failed(read.Refusal);
        }

        var revoked = await certificate.Revoke(new RevokeCommand(job.Reason, maker), CancellationToken.None);
        return revoked.Refusal switch
        {
            null => new JobOutcome("revoked"),

            // Perhaps by this job itself, before it was cut off.
            { Code: RefusalCode.AlreadyRevoked } => new JobOutcome("already_revoked"),
            { } refusal => Failed(refusal),
        };
    }

    /// <summary>An outage says nothing about the certificate: the batch is done again.</summary>
    private static JobOutcome Failed(Refusal refusal) => refusal.Code is RefusalCode.Unavailable or RefusalCode.AuthorityUnavailable
        ? throw new TimeoutException(refusal.Detail)
        : new JobOutcome("failed") { Refusal = refusal };

    private static string? Pem(ImmutableArray<byte> der) => der.IsDefaultOrEmpty ? null : PemEncoding.WriteString("CERTIFICATE", der.AsSpan()) + "\n";

    private static string Line(CertificateKey key, JobOutcome outcome) => Detail.Of(
        ("id", key.ToId()),
        ("outcome", outcome.Word),
        ("code", outcome.Refusal is { } refusal ? JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.Code.ToString()) : null),
        ("detail", outcome.Refusal?.Detail),
        ("certificate", outcome.Certificate));

    private sealed record JobOutcome(string Word)
    {
        public Refusal? Refusal { get; init; }

        public string? Certificate { get; init; }
    }
}

/// <summary>What became of a batch.</summary>
/// <param name="Lines">JSON Lines, one for each certificate.</param>
internal sealed record JobBatch(string Lines, int Done, int Failed);
