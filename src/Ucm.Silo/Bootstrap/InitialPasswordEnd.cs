using System.Reflection;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Silo.Bootstrap;

/// <summary>
/// Deletes the file of the first password as soon as a change of it is committed. For a silo that is alone: among several, the one that has the file need not be the one that
/// changes the password, and each deletes its own at its next start.
/// </summary>
internal sealed partial class InitialPasswordEnd(InitialPassword file, ILogger<InitialPasswordEnd> log) : IIncomingGrainCallFilter
{
    // The filter sees every call, so it costs those that are not meant one comparison.
    public Task Invoke(IIncomingGrainCallContext context) => IsChange(context.InterfaceMethod) ? Watch(context) : context.Invoke();

    private static bool IsChange(MethodInfo method) =>
        method.DeclaringType == typeof(IUserGrain) && method.Name is nameof(IUserGrain.ChangePassword) or nameof(IUserGrain.ResetPassword);

    private async Task Watch(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.Result is Outcome<UserAccess> { Succeeded: true, Value.Name: var name } && name == AdminAccount.Admin)
        {
            Forget();
        }
    }

    private void Forget()
    {
        try
        {
            file.Forget();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The password is changed all the same, and the next start tries again.
            LogKept(log, fault, file.Path);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The password was changed, but {Path}, which holds the one before, could not be deleted; it opens nothing any more.")]
    private static partial void LogKept(ILogger logger, Exception fault, string path);
}
