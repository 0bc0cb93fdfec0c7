using Ucm.Benchmarks;
using Ucm.Benchmarks.Servers;

return args is [BareServer.Command, .. var rest] ? await BareServer.Serve(rest) : await BenchmarkProgram.Run(args);
