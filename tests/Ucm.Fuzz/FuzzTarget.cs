using Ucm.Fuzz.Mutation;

namespace Ucm.Fuzz;

/// <summary>A decoder of strangers' bytes. <paramref name="Accept"/> says whether it took the input; an exception is an escape.</summary>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, IMutator Mutator, Func<byte[], bool> Accept);
