namespace Ucm.Grains.Trust;

/// <summary>Seals what leaves a silo for a method that asks for it. A seal is on its one message and nowhere else: not on what the same turn calls next.</summary>
internal sealed class CallSealer(CallSeal seal) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        Task call;
        if (CallRule.Of(context.InterfaceMethod).NeedsSeal)
        {
            RequestContext.Set(CallSeal.ContextKey, seal.Make(context.TargetId, context.InterfaceName, context.MethodName));

            // The message takes its copy of the context before this returns.
            call = context.Invoke();
            RequestContext.Remove(CallSeal.ContextKey);
        }
        else
        {
            RequestContext.Remove(CallSeal.ContextKey);
            call = context.Invoke();
        }

        await call;
    }
}
