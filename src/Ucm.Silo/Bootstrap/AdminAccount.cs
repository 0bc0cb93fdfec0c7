using Ucm.Frontend.Hosting;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Silo.Bootstrap;

/// <summary>The first user. A generated password is kept in a 0600 file until it is changed, which the first sign-in demands; one that was configured is the operator's and may stay.</summary>
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
            await grains.User(Admin).EnsureListed(cancellationToken);
            return;
        }

        if (existing.Refusal.Code != RefusalCode.NotFound || await grains.User(Admin).EnsureListed(cancellationToken))
        {
            // Disabled or deleted by another administrator, who is there: a start must not bring an old password back.
            return;
        }

        var isGenerated = string.IsNullOrEmpty(configured);
        var password = isGenerated ? await file.ReadOrCreate(cancellationToken) : configured!;
        var command = new CreateUserCommand(new SecretText(password), [Roles.Admin], isGenerated, Caller.System("bootstrap"));
        unanswered = isGenerated ? new SecretText(password) : null;
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

        if (isGenerated)
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

    /// <summary>The password itself to a terminal only: what is redirected ends in a journal or a log file, and stays there.</summary>
    private Task Announce(string password) => Console.Out.WriteLineAsync(Console.IsOutputRedirected
        ? $"First sign-in: user 'admin', with the password in {file.Path}; it has to be changed then."
        : $"First sign-in: user 'admin', password '{password}' (kept in {file.Path}); it has to be changed then.");
}
