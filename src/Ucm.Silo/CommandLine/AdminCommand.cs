using System.CommandLine;
using Ucm.Frontend.Hosting;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Silo.Bootstrap;
using Ucm.Silo.Hosting;

namespace Ucm.Silo.CommandLine;

/// <summary>
/// <c>admin create --name NAME</c> and <c>admin reset-password [--name NAME]</c>, for those who are locked out: whoever holds the master key and the database
/// is an administrator already. A generated password is printed to a terminal only, and has to be changed at the first sign-in.
/// </summary>
internal static class AdminCommand
{
    /// <param name="guard">Turns faults that an operator can mend into one line and exit code 1.</param>
    public static Command Create(Func<Func<Task>, Task<int>> guard)
    {
        var name = new Option<string>("--name") { Required = true, Description = "The new administrator's name." };
        var create = new Command("create", "Make a user with the role admin.") { TreatUnmatchedTokensAsErrors = false };
        var createFile = PasswordFile();
        create.Add(name);
        create.Add(createFile);
        create.SetAction((parsed, token) => guard(() => Run(
            parsed.GetRequiredValue(name), parsed.GetValue(createFile), [.. parsed.UnmatchedTokens], CreateUser, token)));

        var user = new Option<string>("--name")
        {
            DefaultValueFactory = static _ => AdminAccount.Admin.Value,
            Description = "Whose password; admin when left out.",
        };
        var reset = new Command("reset-password", "Set a user's password, unlock him and end his sessions.") { TreatUnmatchedTokensAsErrors = false };
        var resetFile = PasswordFile();
        reset.Add(user);
        reset.Add(resetFile);
        reset.SetAction((parsed, token) => guard(() => Run(
            parsed.GetRequiredValue(user), parsed.GetValue(resetFile), [.. parsed.UnmatchedTokens], ResetPassword, token)));
        return new Command("admin", "Administrators, for those who are locked out.") { create, reset };
    }

    private static Option<string?> PasswordFile() =>
        new("--password-file") { Description = "A file with the password; without it one is generated and printed, if this is a terminal." };

    private static async Task Run(
        string name,
        string? passwordFile,
        string[] args,
        Func<IUserGrain, NewPassword, CancellationToken, Task<Outcome<UserAccess>>> act,
        CancellationToken cancellationToken)
    {
        if (!UserName.TryParse(name, out var user))
        {
            throw new StartupException($"'{name}' is no user name: 1 to 64 letters, digits and . _ - @, beginning with a letter or digit.");
        }

        var password = await ReadPassword(passwordFile, cancellationToken);
        await CommandSilo.Run(
            args,
            async (services, data, token) =>
            {
                var done = await act(services.GetRequiredService<IGrainFactory>().User(user), password, token);
                if (!done.Succeeded)
                {
                    throw new StartupException($"the user '{user}' could not be set: {done.Refusal.Detail}");
                }

                if (user == AdminAccount.Admin)
                {
                    // It would name a password that opens nothing any more.
                    new InitialPassword(data).Forget();
                }
            },
            cancellationToken);
        await Console.Out.WriteLineAsync(password.IsGenerated
            ? $"User '{user}', password '{password.Text.Value}'; it has to be changed at the next sign-in."
            : $"User '{user}' has the password of the file.");
    }

    private static Task<Outcome<UserAccess>> CreateUser(IUserGrain user, NewPassword password, CancellationToken cancellationToken) =>
        user.Create(new CreateUserCommand(password.Text, [Roles.Admin], password.IsGenerated, Caller.System("command-line")), cancellationToken);

    private static Task<Outcome<UserAccess>> ResetPassword(IUserGrain user, NewPassword password, CancellationToken cancellationToken) =>
        user.ResetPassword(new ResetPasswordCommand(password.Text, password.IsGenerated, Caller.System("command-line")), cancellationToken);

    private static async Task<NewPassword> ReadPassword(string? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return Console.IsOutputRedirected
                ? throw new StartupException("a generated password is printed to a terminal only; give one with --password-file.")
                : new NewPassword(new SecretText(InitialPassword.Generate()), IsGenerated: true);
        }

        try
        {
            return new NewPassword(new SecretText((await File.ReadAllTextAsync(file, cancellationToken)).TrimEnd('\r', '\n')), IsGenerated: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"the password file '{file}' cannot be read: {fault.Message}", fault);
        }
    }

    private sealed record NewPassword(SecretText Text, bool IsGenerated);
}
