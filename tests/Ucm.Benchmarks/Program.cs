Console.WriteLine("Ucm.Benchmarks");
