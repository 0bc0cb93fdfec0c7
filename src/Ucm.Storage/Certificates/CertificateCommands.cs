using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Certificates;

internal sealed record ReserveCommand(CertificateIntent Intent) : StorageCommand<Reservation>;

internal sealed record CompleteCommand(CertificateKey Key, ImmutableArray<byte> Der) : StorageCommand<CertificateRow?>;

internal sealed record VoidCommand(CertificateKey Key, DateTimeOffset At) : StorageCommand<bool>;

internal sealed record ChangeRevocationCommand(RevocationChange Change) : StorageCommand<RevocationResult>;
