using System.Collections.Immutable;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Authorities;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities;

/// <summary>What an imported authority issued before it came: all of a command checked, then written; or each for itself.</summary>
internal sealed class AuthorityHistory(TakenOverCertificates takenOver, TimeProvider clock)
{
    public async Task<Outcome<RecordedCertificates>> Record(AuthoritySnapshot authority, ImportCertificatesCommand command, CancellationToken cancellationToken)
    {
        if (command.Certificates.Length is 0 or > ImportCertificatesCommand.MaxCertificates)
        {
            return new Refusal(RefusalCode.Malformed, $"There are 1 to {ImportCertificatesCommand.MaxCertificates} certificates at a time.");
        }

        // A signature to verify for each: not on a grain's turn.
        if (command.Partial)
        {
            var each = await Task.Run(() => ReadEach(authority, command.Certificates), cancellationToken);
            return await RecordEach(authority, command, each, cancellationToken);
        }

        var read = await Task.Run(() => ReadAll(authority, command.Certificates), cancellationToken);
        if (!read.Succeeded)
        {
            return read.Refusal;
        }

        var outcomes = await Task.WhenAll(read.Value.Select(
            (certificate, index) => takenOver.Record(authority.Id, certificate, command.Certificates[index].Revocation, command.Caller, cancellationToken)));
        return Combine(outcomes) is { } refusal ? refusal : new RecordedCertificates([.. outcomes.Select(static outcome => outcome.Value!)]);
    }

    /// <summary>Each for itself.</summary>
    public async Task<Outcome<RecordedRevocations>> Record(AuthoritySnapshot authority, ImportRevocationsCommand command, CancellationToken cancellationToken)
    {
        if (command.Revocations.Length is 0 or > ImportRevocationsCommand.MaxRevocations)
        {
            return new Refusal(RefusalCode.Malformed, $"There are 1 to {ImportRevocationsCommand.MaxRevocations} revocations at a time.");
        }

        // The same serial twice: one after the other, the first counts.
        var outcomes = new Outcome<RecordedCertificate>[command.Revocations.Length];
        await Task.WhenAll(command.Revocations.Index().GroupBy(static one => one.Item.Serial).Select(async same =>
        {
            foreach (var (index, revoked) in same)
            {
                outcomes[index] = Check(revoked.Revocation) is { } faulty
                    ? faulty
                    : await takenOver.RecordSerial(authority, revoked, command.Caller, cancellationToken);
            }
        }));
        return new RecordedRevocations([.. outcomes]);
    }

    private async Task<RecordedCertificates> RecordEach(
        AuthoritySnapshot authority, ImportCertificatesCommand command, List<Outcome<ParsedCertificate>> each, CancellationToken cancellationToken)
    {
        var outcomes = await Task.WhenAll(each.Select(async (read, index) => read.Succeeded
            ? await takenOver.Record(authority.Id, read.Value, command.Certificates[index].Revocation, command.Caller, cancellationToken)
            : read.Refusal));
        return new RecordedCertificates([]) { Items = [.. outcomes] };
    }

    private List<Outcome<ParsedCertificate>> ReadEach(AuthoritySnapshot authority, ImmutableArray<ImportedCertificate> certificates)
    {
        var issuer = ParsedCertificate.Parse(authority.Certificate.AsMemory());
        return [.. certificates.Select(certificate => Read(issuer, certificate))];
    }

    private Outcome<List<ParsedCertificate>> ReadAll(AuthoritySnapshot authority, ImmutableArray<ImportedCertificate> certificates)
    {
        var outcomes = ReadEach(authority, certificates);
        return Combine(outcomes) is { } refusal ? refusal : outcomes.ConvertAll(static outcome => outcome.Value!);
    }

    private Outcome<ParsedCertificate> Read(ParsedCertificate issuer, ImportedCertificate imported)
    {
        if (!ParsedCertificate.TryParse(imported.Der.AsMemory(), out var certificate, out var fault))
        {
            return new Refusal(RefusalCode.Malformed, fault.Detail);
        }

        return imported.Revocation is { } revocation && Check(revocation) is { } faulty
            ? faulty
            : CheckIssue(issuer, certificate) is { } foreign ? new Refusal(RefusalCode.PolicyViolation, foreign) : certificate;
    }

    private Refusal? Check(ImportedRevocation revocation)
    {
        if (!Enum.IsDefined(revocation.Reason) || revocation.Reason == RevocationReason.RemoveFromCrl)
        {
            return new Refusal(RefusalCode.BadRevocationReason, "The reason is not one that a certificate can be revoked for.");
        }

        return revocation.RevokedAt > clock.GetUtcNow() ? new Refusal(RefusalCode.Malformed, "The time of revocation lies in the future.") : null;
    }

    private static string? CheckIssue(ParsedCertificate issuer, ParsedCertificate certificate) => certificate switch
    {
        _ when certificate.SubjectPublicKeyInfo.Span.SequenceEqual(issuer.SubjectPublicKeyInfo.Span) => "It is a certificate of the authority's own key.",
        _ when !issuer.Subject.Matches(certificate.Issuer) => $"The authority did not issue it: its issuer is {certificate.Issuer}.",
        _ when !IssuerPath.IsIssuer(issuer, certificate) => IssuerPath.ExplainSignature(certificate),
        _ when !AuthorityCertificateRules.HasGoodSerial(certificate) => "Its serial number is not positive, or longer than 20 octets.",
        _ when certificate.Names.Select(static name => name.Value).Append(certificate.Subject.ToString()).Any(static text => text.Contains('\0', StringComparison.Ordinal)) => "A name has a zero octet.",
        _ => null,
    };

    /// <summary>Every refusal with the place of its certificate; null when there is none.</summary>
    private static Refusal? Combine<T>(IEnumerable<Outcome<T>> outcomes)
        where T : class
    {
        var parts = outcomes.Select(static (outcome, index) => (outcome.Refusal, index))
            .Where(static one => one.Refusal is not null)
            .Select(static one => new NamedRefusal($"certificates[{one.index}]", one.Refusal!.Code, one.Refusal.Detail))
            .ToImmutableArray();
        return parts.IsEmpty ? null : new Refusal(parts[0].Code, $"{parts[0].Name}: {parts[0].Detail}") { Parts = parts };
    }
}
