namespace Ucm.TestHosting;

/// <summary><c>./test.sh fast</c> leaves out the tests that are marked <c>[Trait("needs", "server")]</c>. Whatever starts a server calls this, so that a missing mark is found.</summary>
public static class FastRun
{
    /// <exception cref="InvalidOperationException">This is a fast run.</exception>
    public static void MayNotStart(string server)
    {
        if (Environment.GetEnvironmentVariable("UCM_TESTS") == "fast")
        {
            throw new InvalidOperationException($"A test of the fast run starts {server}. Mark its class or method [Trait(\"needs\", \"server\")].");
        }
    }
}
