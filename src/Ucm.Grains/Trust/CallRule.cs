using System.Collections.Concurrent;
using System.Reflection;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Trust;

/// <summary>What is asked of a caller of one method, found out once per method.</summary>
internal sealed class CallRule
{
    private static readonly ConcurrentDictionary<MethodInfo, CallRule> Rules = new();

    // What an Orleans client itself needs of a silo: which grains there are, and to take a call back. A timer's tick never passes a filter on its way out and
    // does not exist as a message from elsewhere. The rest of Orleans (directories, migration of grains, management) is for silos.
    private static readonly string[] OrleansOpen =
        ["Orleans.Runtime.IClusterManifestSystemTarget", "Orleans.Runtime.IGrainCallCancellationExtension", "Orleans.Runtime.IGrainTimerInvoker"];

    private CallRule(MethodInfo method)
    {
        var declaring = method.DeclaringType!;
        IsOrleans = declaring.Assembly.GetName().Name!.StartsWith("Orleans.", StringComparison.Ordinal);
        IsObserver = declaring.IsAssignableTo(typeof(IGrainObserver));
        IsOpen = IsObserver || (IsOrleans ? OrleansOpen.Contains(declaring.FullName) : method.IsDefined(typeof(OpenToFrontendsAttribute), inherit: false));
        Caller = CallerArgument.Find(method);
    }

    /// <summary>A frontend may call it.</summary>
    public bool IsOpen { get; }

    /// <summary>Runs at a frontend: nothing of the silos' may ever be sent along.</summary>
    public bool IsObserver { get; }

    /// <summary>One of Orleans' own, between silos.</summary>
    public bool IsOrleans { get; }

    /// <summary>Where the call says who asks; null when it does not.</summary>
    public CallerArgument? Caller { get; }

    /// <summary>A call from inside has to prove that it is one.</summary>
    public bool NeedsSeal => !IsObserver && (!IsOpen || Caller is not null);

    public static CallRule Of(MethodInfo method) => Rules.GetOrAdd(method, static known => new CallRule(known));
}
