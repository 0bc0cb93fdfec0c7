using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Crls;

internal sealed record BeginCrlCommand(string Build, DateTimeOffset At) : StorageCommand<bool>;

internal sealed record AppendCrlPartCommand(string Build, int Part, byte[] Content) : StorageCommand<bool>;

internal sealed record PublishCrlCommand(CrlRow Row) : StorageCommand<bool>;

internal sealed record PruneCrlsCommand(CrlScope Scope, DateTimeOffset AbandonedBefore) : StorageCommand<bool>;
