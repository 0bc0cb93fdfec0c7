using System.Globalization;
using System.Security.Cryptography;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.Reading;
using Ucm.Storage.Writing;

namespace Ucm.Storage.GrainStorage;

/// <summary>
/// Grain state through the group-commit writer, with the companion of <see cref="GrainCommit"/> in the same unit. The row's key is the state's name
/// and the whole grain id, compared octet by octet: no key is ever taken for a number, and two grain classes never share a row. When nobody knows whether a write was made,
/// the activation ends: the next one reads what is there.
/// </summary>
internal sealed class BatchedGrainStorage(
    IStorageWriter writer, IReadPool reads, IGrainStorageSerializer serializer, IActivatorProvider activators, IGrainContextAccessor? activation = null)
    : IGrainStorage
{
    private static readonly DeactivationReason Unconfirmed = new(DeactivationReasonCode.ApplicationError, "Whether its state was written is not known.");

    private const string ByKey = "select version, state from grain_state where key = @key";

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        await ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var stored = await Find(Key(stateName, grainId), cancellationToken);
        grainState.RecordExists = stored.State is not null;
        grainState.ETag = stored.State is null ? null : Text(stored.Version);
        grainState.State = stored.State is null ? activators.GetActivator<T>().Create() : serializer.Deserialize<T>(new BinaryData(stored.State));
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        await WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var (companion, asksAgain) = GrainCommit.Take();
        var expected = Version(grainState.ETag);
        var next = expected is null ? FirstVersion() : expected.Value + 1;
        var state = serializer.Serialize(grainState.State).ToMemory();
        var command = new WriteGrainStateCommand(Key(stateName, grainId), expected, next, state) { Companion = companion };
        Check(await Write(command, asksAgain, cancellationToken), grainState.ETag, stateName, grainId);
        grainState.ETag = Text(next);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        await ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var (companion, asksAgain) = GrainCommit.Take();
        var command = new ClearGrainStateCommand(Key(stateName, grainId), Version(grainState.ETag)) { Companion = companion };
        Check(await Write(command, asksAgain, cancellationToken), grainState.ETag, stateName, grainId);
        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = activators.GetActivator<T>().Create();
    }

    private async Task<GrainStateVerdict> Write(StorageCommand<GrainStateVerdict> command, bool asksAgain, CancellationToken cancellationToken)
    {
        var activated = activation?.GrainContext;
        try
        {
            return await writer.Write(command, cancellationToken);
        }
        catch (WriteUnconfirmedException) when (!asksAgain)
        {
            activated?.Deactivate(Unconfirmed, CancellationToken.None);
            throw;
        }
    }

    private async Task<(long Version, byte[]? State)> Find(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await reads.Read(
                ByKey,
                command => command.Set("@key", key),
                static async (reader, token) => await reader.ReadAsync(token) ? (reader.GetInt64(0), reader.GetOctets(1)) : default((long, byte[]?)),
                cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            // Read while a grain is activated, where no filter of ours stands between it and the caller.
            throw new GrainStateUnavailableException();
        }
    }

    internal static string Key(string stateName, GrainId grainId) => $"{stateName}|{grainId}";

    // A random start: the ETag of a row that was deleted never fits the row that came after it.
    private static long FirstVersion() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & (long.MaxValue >> 1);

    private static long? Version(string? etag) => etag is null ? null : long.Parse(etag, CultureInfo.InvariantCulture);

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private static void Check(GrainStateVerdict verdict, string? etag, string stateName, GrainId grainId)
    {
        if (!verdict.Written)
        {
            throw new InconsistentStateException(
                $"The state {stateName} of {grainId} was changed by another activation.",
                verdict.Stored is { } stored ? Text(stored) : "none",
                etag ?? "none");
        }
    }
}
