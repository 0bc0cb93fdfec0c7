using Microsoft.Extensions.Logging;

namespace Ucm.Storage.Writing;

internal sealed partial class BatchedWriter
{
    [LoggerMessage(1, LogLevel.Error, "The database did not take a batch of {Count} writes.")]
    private partial void LogBatchFailed(int count, Exception exception);
}
