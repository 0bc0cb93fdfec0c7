using Ucm.Frontend.Hosting;
using Ucm.Grains.Signing;
using Ucm.Storage.Commits;
using Ucm.Storage.Migrations;

namespace Ucm.Silo.Hosting;

/// <summary>Turns the faults an operator can mend into one line; everything else stays an exception with its stack.</summary>
internal static class StartupFaults
{
    public static string? Describe(Exception fault) => fault switch
    {
        MasterKeyException or WrongMasterKeyException or DatabaseTooNewException or StorageUnavailableException => Sentence(fault.Message),
        AggregateException all => FrontendStartupFaults.All(all.InnerExceptions.Select(Describe)),
        OrleansLifecycleCanceledException or OrleansException when fault.InnerException is { } inner => Describe(inner),
        _ => FrontendStartupFaults.Describe(fault),
    };

    private static string Sentence(string message) => (char.ToLowerInvariant(message[0]) + message[1..]).ReplaceLineEndings(" ");
}
