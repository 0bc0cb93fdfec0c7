using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Ucm.Storage;
using Ucm.Storage.LoadWriter;

// Writes until it is killed and tells each acknowledgement on its output. The durability test compares that with what the database holds.
var services = new ServiceCollection()
    .AddLogging()
    .AddSerializer()
    .AddUcmStorage(new StorageOptions { ConnectionString = args[0] })
    .BuildServiceProvider();
await Task.WhenAll(Enumerable.Range(0, int.Parse(args[1], null)).Select(_ => new LoadWorker(services).Run()));
