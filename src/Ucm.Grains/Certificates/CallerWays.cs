using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Profiles;

namespace Ucm.Grains.Certificates;

/// <summary>
/// Which ways in and which request ids belong to which kind of caller. A frontend speaks for users only (the call gate), so one that lies can neither come in as ACME or as
/// the platform, nor take a request id that another user's or protocol's issuance will need.
/// </summary>
internal static class CallerWays
{
    public static WayIn Of(IssueCommand command) => command.Way != WayIn.Unspecified ? command.Way : command.Caller.Kind switch
    {
        CallerKind.System => WayIn.System,
        CallerKind.AcmeAccount => WayIn.Acme,
        _ => WayIn.Rest,
    };

    public static Refusal? CheckWay(Caller caller, WayIn way)
    {
        var fits = caller.Kind switch
        {
            CallerKind.System => way == WayIn.System,
            CallerKind.AcmeAccount => way == WayIn.Acme,
            CallerKind.User or CallerKind.ApiToken => way is WayIn.Rest or WayIn.Console,
            _ => false,
        };
        return fits ? null : new Refusal(RefusalCode.Forbidden, $"A caller of the kind {caller.Kind} does not come in by {Word(way)}.");
    }

    public static Refusal? CheckRequest(IssueCommand command)
    {
        var prefix = command.Caller.Kind switch
        {
            CallerKind.System => "system:",
            CallerKind.AcmeAccount => "acme:",
            _ => $"rest:{command.Caller.Name}:",
        };
        var id = command.Request.Value;
        return id.Length > prefix.Length && id.StartsWith(prefix, StringComparison.Ordinal)
            ? null
            : new Refusal(RefusalCode.Forbidden, $"The request id is not the caller's: it must begin with {prefix}.");
    }

    private static string Word(WayIn way) => Enum.IsDefined(way) && way != WayIn.Unspecified ? ProfileWords.WaysIn.Word(way) : "an unknown way";
}
