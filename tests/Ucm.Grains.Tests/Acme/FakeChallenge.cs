using System.Collections.Concurrent;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Tests.Acme;

/// <summary>A challenge of the name http-01 that nobody is asked for: hosts named "bad" fail, "faulty" is a bug, all others pass.</summary>
internal sealed class FakeChallenge : IChallengeType
{
    /// <summary>All that were ever validated, in this process.</summary>
    public static ConcurrentQueue<ValidationRequest> Requests { get; } = new();

    public string Name => "http-01";

    public bool Proves(SubjectName identifier) => !identifier.Value.StartsWith('*');

    public Task Validate(ValidationRequest request, ValidationTrail trail, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        trail.Ask(new UriBuilder(Uri.UriSchemeHttp, request.Identifier.Value, 80, request.Token).Uri);
        return request.Identifier.Value.Split('.')[0] switch
        {
            "bad" => throw ValidationException.Response("It is bad."),
            "faulty" => throw new InvalidOperationException("The validator has a bug."),
            _ => Task.CompletedTask,
        };
    }
}
