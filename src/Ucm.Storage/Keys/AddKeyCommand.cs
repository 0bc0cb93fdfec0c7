using Ucm.Storage.Writing;

namespace Ucm.Storage.Keys;

internal sealed record AddKeyCommand(KeyRow Row) : StorageCommand<bool>;
