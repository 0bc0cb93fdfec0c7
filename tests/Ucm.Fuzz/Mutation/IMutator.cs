namespace Ucm.Fuzz.Mutation;

/// <summary>Changes an input a little.</summary>
internal interface IMutator
{
    /// <param name="other">Another valid input, to take pieces from.</param>
    byte[] Mutate(byte[] input, byte[] other, SeededNumbers random);
}
