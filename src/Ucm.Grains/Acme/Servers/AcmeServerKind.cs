using System.Net;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Acme.Servers;

/// <summary>ACME servers as administrators' objects. The configuration gives the first values of those that every installation has.</summary>
internal sealed class AcmeServerKind(IOptions<AcmeOptions> options, IOptions<RateLimitOptions> limits) : ObjectKind<AcmeServerDocument, AcmeServer>
{
    public const string KindName = "acme-server";

    private readonly Dictionary<string, string> first =
        AcmeServerDefaults.All(options.Value, limits.Value).ToDictionary(static known => known.Key, static known => Write(known.Value));

    public override string Name => KindName;

    public override string ReadPermission => Permission.AcmeRead;

    public override string ManagePermission => Permission.AcmeManage;

    public override IReadOnlyDictionary<string, string> BuiltIn => first;

    public override bool BuiltInIsFirstValue => true;

    protected override void Validate(ObjectKey key, AcmeServerDocument document, ObjectSurroundings surroundings, FieldFaults faults) =>
        new AcmeServerRules(document, faults).Check(key.Name, surroundings);

    protected override AcmeServer Make(AdministeredObject stored, AcmeServerDocument document) => new(
        stored.Key.Name,
        AuthorityId.Parse(document.Authority),
        document.Profiles is { } profiles ? [.. profiles] : null,
        [.. document.Challenges],
        AcmeServerWords.ExternalAccount.Value(document.ExternalAccount),
        new AcmeIdentifierRules(
            document.Identifiers.DnsSuffixes is { } suffixes ? [.. suffixes] : null,
            document.Identifiers.Networks is { } networks ? [.. networks.Select(static network => IPNetwork.Parse(network))] : null,
            document.Identifiers.Wildcards,
            document.Identifiers.Maximum))
    {
        MaximumValidity = document.MaximumValiditySeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        TermsOfService = document.TermsOfService,
        Website = document.Website,
        Caa = AcmeServerWords.Caa.Value(document.Caa.Mode),
        CaaIdentities = [.. document.Caa.Identities],
        AuthorizationLifetime = TimeSpan.FromSeconds(document.AuthorizationLifetimeSeconds),
        AuthorizationReuse = document.AuthorizationReuse,
        OrderLifetime = TimeSpan.FromSeconds(document.OrderLifetimeSeconds),
        AskAuthoritative = document.AskAuthoritative,
        ShowAddresses = document.ShowAddresses,
        Limits = document.Limits,
    };
}
