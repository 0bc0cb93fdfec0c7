namespace Ucm.Grains.Activations;

/// <summary>
/// Law 7: what was only asked for leaves nothing in memory. An activation that ends with its answer sends on whoever waits behind it, and the fourth of them
/// is refused, since a call is sent on twice at most. So it ends a moment later, when they have been answered.
/// </summary>
internal static class Forgetting
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <param name="isIdle">Whether nothing would be lost with the activation, asked when it is about to end; null if it holds nothing.</param>
    public static void ForgetSoon(this IGrainBase grain, Func<bool>? isIdle = null)
    {
        var context = grain.GrainContext;
        if (context.GetComponent<Mark>() is not null)
        {
            return;
        }

        var mark = new Mark();
        context.SetComponent(mark);
        mark.Timer = grain.RegisterGrainTimer(
            (self, _) =>
            {
                mark.Timer?.Dispose();
                context.SetComponent<Mark>(null);
                if (isIdle?.Invoke() ?? true)
                {
                    self.DeactivateOnIdle();
                }

                return Task.CompletedTask;
            },
            grain,
            new GrainTimerCreationOptions(Moment, Timeout.InfiniteTimeSpan));
    }

    private sealed class Mark
    {
        public IGrainTimer? Timer { get; set; }
    }
}
