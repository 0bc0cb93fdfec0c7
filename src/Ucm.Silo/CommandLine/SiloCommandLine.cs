using System.CommandLine;
using Ucm.Silo.Hosting;

namespace Ucm.Silo.CommandLine;

/// <summary>The verbs of the executable. Whatever is not a verb is configuration (<c>--Ucm:Section:Key=value</c>).</summary>
internal static class SiloCommandLine
{
    /// <summary>Exit code: 0 done, 1 a fault told in one line on stderr, 2 a word that is no command.</summary>
    public static async Task<int> Run(string[] args)
    {
        var root = new RootCommand("UltimateCA, a certificate authority platform.") { TreatUnmatchedTokensAsErrors = false };
        var serve = new Command("serve", "Run the server (the default).") { TreatUnmatchedTokensAsErrors = false };
        var migrate = new Command("migrate", "Bring the database schema up to this version, then exit.") { TreatUnmatchedTokensAsErrors = false };
        root.SetAction((parsed, token) => Guard(() => Server.Run([.. parsed.UnmatchedTokens], token)));
        serve.SetAction((parsed, token) => Guard(() => Server.Run([.. parsed.UnmatchedTokens], token)));
        migrate.SetAction((parsed, token) => Guard(() => Server.Migrate([.. parsed.UnmatchedTokens], token)));
        root.Add(serve);
        root.Add(migrate);
        root.Add(AdminCommand.Create(Guard));
        root.Add(FrontendCommand.Create(Guard));
        if (UnknownWord.Find(root.Parse(args)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"UltimateCA: {unknown}");
            return 2;
        }

        return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static async Task<int> Guard(Func<Task> action)
    {
        try
        {
            await action();
            return 0;
        }
        catch (Exception fault) when (StartupFaults.Describe(fault) is { } line)
        {
            await Console.Error.WriteLineAsync($"UltimateCA cannot start: {line}");
            return 1;
        }
    }
}
