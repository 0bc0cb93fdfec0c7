using System.Diagnostics.Metrics;

namespace Ucm.Grains.Identity;

/// <summary>Counters of sign-ins; attempts on names that do not exist leave no other trace (law 7).</summary>
internal sealed class IdentityMetrics
{
    public const string MeterName = "Ucm.Identity";

    private readonly Counter<long> _signIns;

    public IdentityMetrics(IMeterFactory meters) =>
        _signIns = meters.Create(MeterName).CreateCounter<long>("ucm.identity.sign_ins", "{sign-in}", "Sign-ins by result");

    public void SignIn(string result) => _signIns.Add(1, new KeyValuePair<string, object?>("result", result));
}
