using System.Collections.Concurrent;
using System.Reflection;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Outcomes;

/// <summary>Makes the <see cref="Outcome{T}"/> that a grain method promises out of a refusal.</summary>
internal static class RefusalFactory
{
    private static readonly ConcurrentDictionary<MethodInfo, Func<Refusal, object>?> Makers = new();

    /// <summary>Null when the method does not answer with an outcome.</summary>
    public static object? For(MethodInfo method, Refusal refusal) => Makers.GetOrAdd(method, Maker)?.Invoke(refusal);

    private static Func<Refusal, object>? Maker(MethodInfo method)
    {
        var outcome = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : null;
        if (outcome is not { IsGenericType: true } || outcome.GetGenericTypeDefinition() != typeof(Outcome<>))
        {
            return null;
        }

        var make = typeof(RefusalFactory).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!;
        return make.MakeGenericMethod(outcome.GetGenericArguments()).CreateDelegate<Func<Refusal, object>>();
    }

    private static Outcome<T> Make<T>(Refusal refusal)
        where T : class => refusal;
}
