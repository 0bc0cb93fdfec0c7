using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>
/// What a newAccount request has to do with external accounts (RFC 8555 §7.3.4): verify first, before anything is stored (law 7), then count.
/// </summary>
internal sealed class ExternalAccountBinder(IGrainFactory grains)
{
    /// <summary>
    /// The kid of a binding that is good; null when there is none to look at. Refusals: those of <see cref="IExternalAccountKeyGrain.Bind"/>,
    /// ExternalAccountRequired.
    /// </summary>
    public async ValueTask<(string? Kid, Refusal? Refusal)> Verify(
        CreateAcmeAccountCommand command, AcmeServer server, string account, CancellationToken cancellationToken)
    {
        if (server.ExternalAccount == ExternalAccountUse.Off)
        {
            return (null, null);
        }

        if (command.ExternalAccountBinding is not { } sent)
        {
            return (null, server.ExternalAccount == ExternalAccountUse.Required ? ExternalAccountRefusals.Required : null);
        }

        var binding = ExternalAccountBindings.Read(sent, command.Thumbprint);
        if (!binding.Succeeded)
        {
            return (null, binding.Refusal);
        }

        var kid = binding.Value.KeyId;
        return AcmeIds.IsId(kid)
            ? (kid, (await grains.ExternalAccountKey(kid).CheckBinding(Of(command, sent, server, account), cancellationToken)).Refusal)
            : (null, ExternalAccountRefusals.NotBound);
    }

    /// <summary>Null when the account is counted. The same account again is counted once.</summary>
    public async Task<Refusal?> Count(string kid, CreateAcmeAccountCommand command, AcmeServer server, string account, CancellationToken cancellationToken) =>
        (await grains.ExternalAccountKey(kid).Bind(Of(command, command.ExternalAccountBinding!, server, account), cancellationToken)).Refusal;

    private static BindExternalAccountCommand Of(CreateAcmeAccountCommand command, SentExternalAccountBinding sent, AcmeServer server, string account) =>
        new(sent, server.Name, account, command.Thumbprint, command.Address);
}
