using System.Collections.Immutable;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Acme;

/// <summary>An order that an account wants, as far as it is decided: where, by whom, for which names and of which profile.</summary>
internal sealed record AcmeOrderRequest(
    AcmeServer Server,
    AcmeAccount Account,
    string Profile,
    ImmutableArray<SubjectName> Names,
    CreateAcmeOrderCommand Command);
