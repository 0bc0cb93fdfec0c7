namespace Ucm.Grains.Identity;

/// <summary>Deletes what is left of sign-ins that ended long ago. One for all, so that the silos share the work.</summary>
[Alias("ucm.sign-in-cleanup-grain")]
internal interface ISignInCleanupGrain : IGrainWithStringKey
{
    const string Key = "cleanup:sign-ins";

    /// <summary>Looks at some more of the states. False when there is nothing more to do for a while.</summary>
    [Alias("CleanSome")]
    Task<bool> CleanSome(CancellationToken cancellationToken);
}
