using System.Collections.Immutable;
using System.Text.Json;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Outcomes;

namespace Ucm.Grains.Jobs;

/// <summary>What makes a command that makes a job valid, and the same as another.</summary>
internal static class JobCommands
{
    public static Refusal? Check(CreateJobCommand command)
    {
        if (command.Caller.Kind is not (CallerKind.User or CallerKind.ApiToken))
        {
            return new Refusal(RefusalCode.Forbidden, "Only users make jobs.");
        }

        if (command.Filter is null == command.Ids is null)
        {
            return ObjectRefusals.Field("/filter", "Give either filter or ids.");
        }

        if (command.Filter is not null && !command.Caller.MaySomewhere(Permission.CertificatesRead))
        {
            return Refusals.Forbidden(Permission.CertificatesRead);
        }

        if (command.Ids is { Length: 0 or > CreateJobCommand.MaxIds })
        {
            return ObjectRefusals.Field("/ids", $"Must have 1 to {CreateJobCommand.MaxIds} ids.");
        }

        return Enum.IsDefined(command.Reason) && command.Reason != RevocationReason.RemoveFromCrl
            ? null
            : new Refusal(RefusalCode.BadRevocationReason, "The reason is not one that a certificate can be revoked for.");
    }

    public static ImmutableArray<byte> HashOf(CreateJobCommand command) => RequestHash.Of(
        command.Kind.ToString(),
        command.Caller.Name,
        command.Reason.ToString(),
        command.Filter is { } filter ? command.Asked ?? JsonSerializer.Serialize(filter with { Scopes = null }) : null,
        command.Ids is { } ids ? string.Join('\n', ids.Select(static key => key.ToId())) : null);
}
