using System.Reflection;

namespace Ucm.Frontend.Cluster;

/// <summary>
/// A call as it was first made, to be made again. Its request cannot be sent twice: a grain of the same process gets that very object, puts its own cancellation
/// token into it and empties it when it has answered, which may be long after the caller stopped waiting.
/// </summary>
internal sealed class RepeatedCall
{
    private static readonly AsyncLocal<bool> Making = new();
    private static readonly MethodInfo Boxed = typeof(RepeatedCall).GetMethod(nameof(Box), BindingFlags.NonPublic | BindingFlags.Static)!;
    private readonly IOutgoingGrainCallContext context;
    private readonly object?[] arguments;

    public RepeatedCall(IOutgoingGrainCallContext context)
    {
        this.context = context;
        arguments = new object?[context.Request.GetArgumentCount()];
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = context.Request.GetArgument(index);
        }

        CancellationToken = context.Request.GetCancellationToken();
    }

    /// <summary>Whether what is being called here is already such a repetition.</summary>
    public static bool IsBeingMade => Making.Value;

    /// <summary>The caller's own.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Once, with a new request, through all filters; the answer is the context's. Every call that may be repeated returns a <see cref="Task{TResult}"/>.</summary>
    public async Task Make()
    {
        Making.Value = true;
        var method = context.InterfaceMethod;
        var call = method.Invoke(context.Grain, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        context.Result = await (Task<object?>)Boxed.MakeGenericMethod(method.ReturnType.GetGenericArguments()).Invoke(null, [call])!;
    }

    private static async Task<object?> Box<TAnswer>(Task<TAnswer> call) => await call;
}
