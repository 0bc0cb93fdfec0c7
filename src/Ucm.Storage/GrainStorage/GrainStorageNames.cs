namespace Ucm.Storage.GrainStorage;

/// <summary>Names of the grain storage providers, for [PersistentState(stateName, storageName)].</summary>
public static class GrainStorageNames
{
    /// <summary>The batched provider: keyed by state name and full grain id, carries audit rows and events in its transaction.</summary>
    public const string Audited = "audited";

    /// <summary>Low-rate state without audit rows.</summary>
    public const string Plain = "plain";
}
