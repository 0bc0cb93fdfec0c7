using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;

namespace Ucm.Grains.Trust;

/// <summary>
/// Every call into this silo passes here first: 1 open to frontends and nobody named? in · 2 a valid seal? from inside, in as it is · 3 not open? refused ·
/// 4 open, and somebody is named: the session decides who that is and what they may do.
/// </summary>
internal sealed class CallGate(CallSeal seal, CallerSessions sessions, TrustMetrics metrics) : IIncomingGrainCallFilter
{
    private static readonly Refusal InsideOnly = new(RefusalCode.Forbidden, "Only the platform itself may ask for this.");

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        var rule = CallRule.Of(context.InterfaceMethod);
        var presented = RequestContext.Get(CallSeal.ContextKey);
        if (presented is not null)
        {
            // What the grain calls must not carry it on.
            RequestContext.Remove(CallSeal.ContextKey);
        }

        if (rule.NeedsSeal && !seal.IsValid(presented, context.TargetId, context.InterfaceName, context.MethodName, anyAge: rule.IsOrleans))
        {
            if (await Refuse(rule, context) is { } refusal)
            {
                metrics.Refused(rule);
                context.Result = RefusalFactory.For(context.InterfaceMethod, refusal) ?? throw new UnauthorizedAccessException(refusal.Detail);
                return;
            }
        }

        await context.Invoke();
    }

    /// <summary>Null when the call may go on, with the caller that the session stands for.</summary>
    private async ValueTask<Refusal?> Refuse(CallRule rule, IIncomingGrainCallContext context)
    {
        if (!rule.IsOpen || rule.Caller is not { } argument)
        {
            return InsideOnly;
        }

        if (argument.Read(context.Request) is not { Kind: CallerKind.User or CallerKind.ApiToken } claimed)
        {
            return InsideOnly;
        }

        var (caller, refusal) = await sessions.Confirm(claimed);
        if (caller is not null)
        {
            argument.Replace(context.Request, caller);
        }

        return refusal;
    }
}
