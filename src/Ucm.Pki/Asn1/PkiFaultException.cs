namespace Ucm.Pki.Asn1;

/// <summary>Carries a fault out of a decoder to the boundary in <see cref="Decoding"/>; never leaves this assembly.</summary>
internal sealed class PkiFaultException(PkiFault fault) : Exception(fault.Detail)
{
    public PkiFaultException(PkiFaultKind kind, string detail)
        : this(new PkiFault(kind, detail))
    {
    }

    public PkiFault Fault { get; } = fault;
}
