namespace Ucm.Pki.Jose;

/// <summary>Carries a fault out of a reader to the boundary in <see cref="JoseReading"/>; never leaves this assembly.</summary>
internal sealed class JoseFaultException(JoseFault fault) : Exception(fault.Detail)
{
    public JoseFaultException(JoseFaultKind kind, string detail)
        : this(new JoseFault(kind, detail))
    {
    }

    public JoseFault Fault { get; } = fault;
}
