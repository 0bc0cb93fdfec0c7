using System.Diagnostics.Metrics;

namespace Ucm.Grains.Identity.External;

/// <summary>Answers of external providers. An unreachable one shows here before anybody complains.</summary>
internal sealed class ExternalMetrics
{
    private readonly Counter<long> _answers;

    public ExternalMetrics(IMeterFactory meters) =>
        _answers = meters.Create(IdentityMetrics.MeterName).CreateCounter<long>(
            "ucm.identity.external_answers", "{answer}", "Answers of external identity providers by result");

    public void Answered(string provider, string result) =>
        _answers.Add(1, new KeyValuePair<string, object?>("provider", provider), new KeyValuePair<string, object?>("result", result));
}
