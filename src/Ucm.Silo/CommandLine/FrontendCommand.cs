using System.CommandLine;
using Ucm.Frontend.Hosting;
using Ucm.Grains.Signing;
using Ucm.Silo.Cluster;
using Ucm.Silo.Configuration;

namespace Ucm.Silo.CommandLine;

/// <summary><c>frontend enroll --name NAME --out DIR [--days 365] [--mtls]</c></summary>
internal static class FrontendCommand
{
    private const int DefaultDays = 365;
    private const int MaxDays = 3650;

    /// <param name="guard">Turns faults that an operator can mend into one line and exit code 1.</param>
    public static Command Create(Func<Func<Task>, Task<int>> guard)
    {
        var name = new Option<string>("--name") { Required = true, Description = "The frontend's name, for logs and the deny list." };
        var directory = new Option<string>("--out") { Required = true, Description = "Where frontend.pem, frontend.key and cluster.pem are written." };
        var days = new Option<int>("--days") { DefaultValueFactory = static _ => DefaultDays, Description = "How long the certificate is valid." };
        var mtls = new Option<bool>("--mtls") { Description = "Let people sign in by client certificate at this frontend: its word about them counts." };
        var enroll = new Command("enroll", "Write the files with which a frontend joins this cluster. Needs the master key only; the cluster need not run.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        enroll.Add(name);
        enroll.Add(directory);
        enroll.Add(days);
        enroll.Add(mtls);
        enroll.SetAction((parsed, token) => guard(() =>
        {
            var asked = new Enrollment(parsed.GetRequiredValue(name), parsed.GetRequiredValue(directory), parsed.GetValue(days), parsed.GetValue(mtls));
            return Enroll(asked, [.. parsed.UnmatchedTokens]);
        }));
        return new Command("frontend", "Frontends of this cluster.") { enroll };
    }

    private static async Task Enroll(Enrollment asked, string[] args)
    {
        var (name, directory, days, mtls) = asked;
        if (days is < 1 or > MaxDays)
        {
            throw new StartupException($"--days is {days}; it must be 1 to {MaxDays}.");
        }

        var configuration = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }).Configuration;
        var options = UcmConfiguration.ReadKeys(configuration);
        var cluster = UcmConfiguration.ReadCluster(configuration);
        using var masterKey = MasterKeyFile.OpenExisting(UcmConfiguration.MasterKeyPath(configuration, Path.GetFullPath(options.DataDirectory)));
        using var authority = new ClusterAuthority(masterKey, cluster.ClusterId, TimeProvider.System);
        FrontendEnrollment.Write(authority, name, directory, TimeSpan.FromDays(days), mtls);
        var also = mtls ? ", for sign-in by client certificate too" : "";
        await Console.Out.WriteLineAsync(
            $"Frontend '{name}' of cluster '{cluster.ClusterId}' enrolled for {days} days in {Path.GetFullPath(directory)}{also}.");
    }

    private sealed record Enrollment(string Name, string Directory, int Days, bool Mtls);
}
