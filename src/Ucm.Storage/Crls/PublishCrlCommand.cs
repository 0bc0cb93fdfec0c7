using Ucm.Storage.Writing;

namespace Ucm.Storage.Crls;

internal sealed record PublishCrlCommand(CrlRow Row) : StorageCommand<bool>;
