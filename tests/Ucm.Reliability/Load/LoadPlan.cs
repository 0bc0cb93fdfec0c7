using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Load;

/// <summary>How much of what, and for how long. Rates are per second; --rate multiplies all of them.</summary>
internal sealed record LoadPlan(TimeSpan Duration, double Rest, double Acme, double Revocations, double Status, double Crl, TimeSpan Drain)
{
    public static LoadPlan From(Arguments arguments, double minutes)
    {
        var scale = arguments.Number("rate", 1);
        return new LoadPlan(
            TimeSpan.FromMinutes(arguments.Number("minutes", minutes)),
            arguments.Number("rest-rate", 40) * scale,
            arguments.Number("acme-rate", 10) * scale,
            arguments.Number("revocation-rate", 10) * scale,
            arguments.Number("ocsp-rate", 200) * scale,
            arguments.Number("crl-rate", 1),
            TimeSpan.FromSeconds(arguments.Number("drain", 90)));
    }

    public override string ToString() =>
        FormattableString.Invariant($"{Duration.TotalSeconds:0} s: REST {Rest:0.#}/s, ACME {Acme:0.#}/s, revocations {Revocations:0.#}/s, OCSP {Status:0.#}/s, CRL {Crl:0.#}/s");
}
