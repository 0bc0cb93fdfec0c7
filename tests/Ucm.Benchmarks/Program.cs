using Ucm.Benchmarks;

return await BenchmarkProgram.Run(args);
