using Ucm.Grains.Certificates;
using Ucm.Grains.CrashWorker;
using Ucm.Storage;

// Issues one certificate to the end, tells its id, then issues the one of the given request id and is killed at the given step.
// Arguments: folder, step, request id, PKCS#10 in base64, and the connection string of a PostgreSQL database unless SQLite in the folder is meant.
var storage = args.Length > 4
    ? new StorageOptions { Provider = StorageProvider.PostgreSql, ConnectionString = args[4] }
    : new StorageOptions { ConnectionString = $"Data Source={Path.Combine(args[0], "ucm.db")}" };
await using var silo = await CrashSilo.Start(args[0], storage, new KillAt(Enum.Parse<IssuanceStep>(args[1]), args[2]));
var csr = Convert.FromBase64String(args[3]);
await Console.Out.WriteLineAsync($"issued {await silo.Issue($"before:{args[2]}", csr)}");
await silo.Issue(args[2], csr);
