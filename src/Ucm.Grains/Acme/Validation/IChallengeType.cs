using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Acme.Validation;

/// <summary>One type of challenge: which names it can prove, and how. A new type is a new class of these, registered in <see cref="AcmeModule"/>.</summary>
internal interface IChallengeType
{
    /// <summary>As in the protocol, such as <c>http-01</c>.</summary>
    string Name { get; }

    bool Proves(SubjectName identifier);

    /// <summary>Returns when the proof is there; adds each request it makes to <paramref name="trail"/>.</summary>
    /// <exception cref="ValidationException">It is not.</exception>
    Task Validate(ValidationRequest request, ValidationTrail trail, CancellationToken cancellationToken);
}
