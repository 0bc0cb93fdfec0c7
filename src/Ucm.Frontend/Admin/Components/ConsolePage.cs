using Microsoft.AspNetCore.Components;
using Ucm.Frontend.Admin.Sessions;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Components;

/// <summary>
/// A page that calls grains. Data is fetched once the circuit runs, never while prerendering: the first answer is the page's skeleton, and each grain is
/// asked once instead of twice.
/// </summary>
public abstract class ConsolePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource stopping = new();

    protected ConsolePage() => Stopping = stopping.Token;

    [Inject]
    internal ConsoleSession Session { get; set; } = default!;

    [Inject]
    internal IGrainFactory Grains { get; set; } = default!;

    [Inject]
    internal TimeProvider Clock { get; set; } = default!;

    /// <summary>Cancelled when the user leaves the page or the circuit ends; what goes on after that may still ask it.</summary>
    protected CancellationToken Stopping { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !stopping.IsCancellationRequested)
        {
            stopping.Cancel();
            stopping.Dispose();
        }
    }

    /// <summary>Calls a grain because of something the user did.</summary>
    protected Task<Outcome<T>> Ask<T>(string permission, Func<Caller, Task<Outcome<T>>> call)
        where T : class => Session.Ask(permission, call);

    /// <summary>Repeats until the page is left. A page that refreshes itself does not keep its session alive.</summary>
    protected async Task Every(TimeSpan period, Func<Task> refresh)
    {
        using var timer = new PeriodicTimer(period, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(Stopping))
            {
                await InvokeAsync(() => Attempt(refresh));
                await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // The page was left, which is how this loop ends.
        }
    }

    private async Task Attempt(Func<Task> refresh)
    {
        try
        {
            await refresh();
        }
        catch (OperationCanceledException) when (!Stopping.IsCancellationRequested)
        {
            // Something else was cancelled, perhaps a silo's call as it stops; the next tick asks again.
        }
    }
}
