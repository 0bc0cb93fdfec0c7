namespace Ucm.Grains.Signing;

/// <summary>Keeps a silo with the wrong master key from joining: the check runs before any grain can.</summary>
internal sealed class MasterKeyStartup(MasterKeyCheck check) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(MasterKeyStartup), ServiceLifecycleStage.RuntimeInitialize, check.Confirm);
}
