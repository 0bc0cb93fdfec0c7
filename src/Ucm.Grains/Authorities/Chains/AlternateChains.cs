using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities.Chains;

/// <summary>The chains that the certificates of an authority can have beside its own. Worked out once for each view and authority.</summary>
internal sealed class AlternateChains(AuthoritySnapshots snapshots, TimeProvider clock)
{
    private Known? known;

    /// <summary>
    /// In the order of the chains' numbers and names; none that has an expired certificate in it, and none while the view cannot be confirmed.
    /// </summary>
    public async ValueTask<ImmutableArray<AlternateChain>> Of(AuthorityId authority, CancellationToken cancellationToken)
    {
        var view = await snapshots.ConfirmAll(cancellationToken);
        if (!view.Succeeded || !view.Value.Issuers.TryGetValue(authority, out var issuer) || CrossesIn(view.Value.Objects) is not { Length: > 0 } crosses)
        {
            return [];
        }

        var own = issuer.Chain.Select(static der => ParsedCertificate.Parse(der.AsMemory())).ToArray();
        var now = clock.GetUtcNow();
        return [.. crosses.Select(cross => Through(own, cross, now)).OfType<AlternateChain>()];
    }

    /// <summary>Below the point where the chain's first certificate has the name and key of one of the authority's own; from there on the other way.</summary>
    private static AlternateChain? Through(ParsedCertificate[] own, CrossChain cross, DateTimeOffset now)
    {
        var first = cross.Certificates[0];
        var at = Array.FindIndex(
            own,
            certificate => certificate.Subject.Matches(first.Subject)
                && certificate.SubjectPublicKeyInfo.Span.SequenceEqual(first.SubjectPublicKeyInfo.Span));
        return at < 0 || cross.Certificates.Any(certificate => certificate.NotAfter <= now)
            ? null
            : new AlternateChain(
                cross.Name,
                [.. own.Take(at).Concat(cross.Certificates).Select(static certificate => certificate.Der.Span.ToImmutableArray())]);
    }

    private CrossChain[] CrossesIn(ObjectSet objects)
    {
        var last = Volatile.Read(ref known);
        if (last?.Objects != objects)
        {
            var enabled = objects.List(ChainKind.KindName).Where(static entry => entry.Object.Status == ObjectStatus.Enabled);
            last = new Known(
                objects,
                [.. enabled.Select(static entry => entry.Read<CrossChain>())
                    .OrderBy(static chain => chain.Order).ThenBy(static chain => chain.Name, StringComparer.Ordinal)]);
            Volatile.Write(ref known, last);
        }

        return last.Chains;
    }

    private sealed class Known(ObjectSet objects, CrossChain[] chains)
    {
        public ObjectSet Objects => objects;

        public CrossChain[] Chains => chains;
    }
}
