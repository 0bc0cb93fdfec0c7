using Ucm.Benchmarks;
using Ucm.Benchmarks.Servers;

return args is [BareServer.Command, var port, var recording] ? await BareServer.Serve(port, recording) : await BenchmarkProgram.Run(args);
