using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Writing;

namespace Ucm.Storage.Certificates;

internal sealed record ReserveCommand(CertificateIntent Intent) : StorageCommand<Reservation>;

internal sealed record CompleteCommand(CertificateKey Key, ImmutableArray<byte> Der) : StorageCommand<CertificateRow?>;

internal sealed record VoidCommand(CertificateKey Key, DateTimeOffset At) : StorageCommand<bool>;

internal sealed record ChangeRevocationCommand(RevocationChange Change) : StorageCommand<RevocationResult>;

internal sealed record AnnotateCertificateCommand(CertificateKey Key, CertificateAnnotations Annotations) : StorageCommand<bool>;

internal sealed record FillFingerprintsCommand(ImmutableArray<MissingFingerprint> Rows) : StorageCommand<int>;

/// <summary>A row that was completed before fingerprints were stored.</summary>
internal sealed record MissingFingerprint(long Id, ImmutableArray<byte> Content);
