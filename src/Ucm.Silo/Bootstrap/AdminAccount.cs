using Ucm.Frontend.Hosting;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Silo.Bootstrap;

/// <summary>The first user. Its random password is kept in a 0600 file until somebody has changed it.</summary>
internal sealed class AdminAccount(IGrainFactory grains, InitialPassword file)
{
    public static readonly UserName Admin = UserName.Parse("admin");
    private SecretText? unanswered;

    /// <exception cref="StartupException">The configured password is refused.</exception>
    public async Task Ensure(string? configured, CancellationToken cancellationToken)
    {
        var existing = await grains.User(Admin).GetAccess(cancellationToken);
        if (existing.Succeeded)
        {
            await Settle(existing.Value, cancellationToken);
            return;
        }

        var password = string.IsNullOrEmpty(configured) ? await file.ReadOrCreate(cancellationToken) : configured;
        var command = new CreateUserCommand(new SecretText(password), [Roles.Admin], MustChangePassword: false, Caller.System("bootstrap"));
        unanswered = string.IsNullOrEmpty(configured) ? new SecretText(password) : null;
        var created = await grains.User(Admin).Create(command, cancellationToken);
        if (created is { Succeeded: false, Refusal.Code: RefusalCode.Conflict })
        {
            // Another node was first, or this call itself, when its first try had no answer and was repeated.
            var made = await grains.User(Admin).GetAccess(cancellationToken);
            if (made.Succeeded)
            {
                await Settle(made.Value, cancellationToken);
            }

            return;
        }

        if (!created.Succeeded)
        {
            throw new StartupException($"the user 'admin' cannot be made: {created.Refusal.Detail}");
        }

        if (string.IsNullOrEmpty(configured))
        {
            await Announce(password);
        }
    }

    /// <summary>Credential version 1 is the password the user was made with: by this node, or by one that was faster while this one's attempt had no answer.</summary>
    private async Task Settle(UserAccess access, CancellationToken cancellationToken)
    {
        if (access.CredentialVersion > 1)
        {
            file.Forget();
        }
        else if (unanswered is { } password)
        {
            var ours = await grains.User(Admin).Verify(password, null, cancellationToken);
            if (ours.Succeeded)
            {
                await Announce(password.Value);
            }
            else if (ours.Refusal.Code == RefusalCode.InvalidCredentials)
            {
                // The password made here opens nothing. Any other refusal does not tell, and then the file may hold the only copy.
                file.Forget();
            }
        }
    }

    private Task Announce(string password) =>
        Console.Out.WriteLineAsync($"First sign-in: user 'admin', password '{password}' (kept in {file.Path} until it is changed).");
}
