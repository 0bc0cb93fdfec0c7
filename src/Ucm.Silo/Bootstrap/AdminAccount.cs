using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Silo.Hosting;

namespace Ucm.Silo.Bootstrap;

/// <summary>The first user. Its random password is kept in a 0600 file until somebody has changed it.</summary>
internal sealed class AdminAccount(IGrainFactory grains, InitialPassword file)
{
    private static readonly UserName Admin = UserName.Parse("admin");

    /// <exception cref="StartupException">The configured password is refused.</exception>
    public async Task Ensure(string? configured, CancellationToken cancellationToken)
    {
        var existing = await grains.User(Admin).GetAccess(cancellationToken);
        if (existing.Succeeded)
        {
            ForgetChangedPassword(existing.Value);
            return;
        }

        var password = string.IsNullOrEmpty(configured) ? await file.ReadOrCreate(cancellationToken) : configured;
        var command = new CreateUserCommand(new SecretText(password), [Roles.Admin], MustChangePassword: false, Caller.System("bootstrap"));
        var created = await grains.User(Admin).Create(command, cancellationToken);
        if (!created.Succeeded)
        {
            throw new StartupException($"the user 'admin' cannot be made: {created.Refusal.Detail}");
        }

        if (string.IsNullOrEmpty(configured))
        {
            await Console.Out.WriteLineAsync($"First sign-in: user 'admin', password '{password}' (kept in {file.Path} until it is changed).");
        }
    }

    // Credential version 1 is the password the user was made with.
    private void ForgetChangedPassword(UserAccess access)
    {
        if (access.CredentialVersion > 1)
        {
            file.Forget();
        }
    }
}
