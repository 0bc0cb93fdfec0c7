using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Authorities;

/// <summary>Where the authority's certificates point to.</summary>
internal sealed partial class CertificateAuthorityGrain
{
    public async Task<Outcome<AuthoritySnapshot>> SetUrls(SetAuthorityUrlsCommand command, CancellationToken cancellationToken)
    {
        var changeable = Changeable(command.Caller);
        if (changeable is not { Succeeded: true, Value: var snapshot })
        {
            return changeable;
        }

        if (command.ExpectedVersion is { } expected && expected != snapshot.Version)
        {
            return new Refusal(RefusalCode.StaleVersion, $"The authority {Id} has version {snapshot.Version} by now, not {expected}; read it again.");
        }

        if ((AuthorityUrlRules.Check(command.Urls) ?? AuthorityUrlRules.CheckShards(command.Urls, snapshot.Crl, "/crl")) is { } faulty)
        {
            return faulty;
        }

        if (command.Urls.Says(snapshot.Urls ?? AuthorityUrls.Default))
        {
            return snapshot;
        }

        // Nothing of its own has one form.
        var next = snapshot with { Urls = command.Urls.IsDefault ? null : command.Urls, Version = snapshot.Version + 1 };
        return await Keep(next, AuthorityAudit.UrlsSet(next, command.Caller, clock.GetUtcNow()), cancellationToken);
    }
}
