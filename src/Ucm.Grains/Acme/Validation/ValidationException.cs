using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Carries what was wrong with an attempt out of the connection code to the validator; never leaves it.</summary>
internal sealed class ValidationException(Refusal refusal) : Exception(refusal.Detail)
{
    public Refusal Refusal { get; } = refusal;

    public static ValidationException Dns(string detail) => new(new Refusal(RefusalCode.Dns, detail));

    public static ValidationException Connection(string detail) => new(new Refusal(RefusalCode.Connection, detail));

    public static ValidationException Tls(string detail) => new(new Refusal(RefusalCode.Tls, detail));

    public static ValidationException Response(string detail) => new(new Refusal(RefusalCode.IncorrectResponse, detail));
}
