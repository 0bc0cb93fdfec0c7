using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Authorities;

/// <summary>
/// Taking over an authority: file opened and checked · intention stored · key kept · status with its issuer recorded, if that is here · online. Nothing is written before all that
/// can be checked was; what was cut off is carried on by asking again.
/// </summary>
internal sealed partial class CertificateAuthorityGrain
{
    public async Task<Outcome<AuthoritySnapshot>> Import(ImportAuthorityCommand command, CancellationToken cancellationToken)
    {
        if (!command.Caller.May(Permission.AuthoritiesManage))
        {
            return Refusals.Forbidden(Permission.AuthoritiesManage);
        }

        if (state.State.Plan is not null)
        {
            return Other();
        }

        if (CheckId() is { } faulty)
        {
            return faulty;
        }

        var read = await importer.Read(Id, command, cancellationToken);
        if (!read.Succeeded)
        {
            return read.Refusal;
        }

        using var candidate = read.Value;
        return await TakeOver(candidate, command.Caller, cancellationToken);
    }

    public async Task<Outcome<RecordedCertificates>> ImportCertificates(ImportCertificatesCommand command, CancellationToken cancellationToken)
    {
        var changeable = Changeable(command.Caller);
        if (changeable is not { Succeeded: true, Value: var snapshot })
        {
            return changeable.Refusal!;
        }

        return state.State.Import is null
            ? new Refusal(RefusalCode.Conflict, $"The authority {Id} was not imported: whatever it issued is here already.")
            : await history.Record(snapshot, command, cancellationToken);
    }

    public async Task<Outcome<RecordedRevocations>> ImportRevocations(ImportRevocationsCommand command, CancellationToken cancellationToken)
    {
        var changeable = Changeable(command.Caller);
        if (changeable is not { Succeeded: true, Value: var snapshot })
        {
            return changeable.Refusal!;
        }

        return state.State.Import is null
            ? new Refusal(RefusalCode.Conflict, $"The authority {Id} was not imported: whatever it revoked is here already.")
            : await history.Record(snapshot, command, cancellationToken);
    }

    private async Task<Outcome<AuthoritySnapshot>> TakeOver(AuthorityCandidate candidate, Caller caller, CancellationToken cancellationToken)
    {
        var import = new ImportedAuthority(candidate.CertificateHash, candidate.Floor.Small) { CrlNumberOffset = candidate.Floor.Offset };
        if (state.State.Snapshot is { } done)
        {
            return state.State.Import == import ? done : Other();
        }

        // An intention alone hinders nobody; a key that is here already does.
        if (await importer.HasAnotherKey(Id, candidate, cancellationToken))
        {
            return Other();
        }

        if (state.State.Import != import)
        {
            await state.Commit(state.State with { Import = import }, AuthorityAudit.Imported(Id, candidate, caller, clock.GetUtcNow()), cancellationToken);
        }

        if (await importer.Keep(Id, candidate, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var snapshot = candidate.ToSnapshot(Id);
        var online = await Keep(snapshot, AuthorityAudit.Changed(snapshot, caller, clock.GetUtcNow()), cancellationToken);
        LogOnline(Id);
        return online;
    }

    private Refusal Other() => new(RefusalCode.Conflict, $"The authority {Id} exists already, and is another one or has other settings.");
}
