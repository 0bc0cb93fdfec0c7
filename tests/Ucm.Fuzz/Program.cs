using System.Globalization;
using Ucm.Fuzz;

// dotnet run -c Release --project tests/Ucm.Fuzz -- --inputs 1000000 --seed 1 [--target jws]
var inputs = int.Parse(Option("--inputs") ?? "1000000", CultureInfo.InvariantCulture);
var seed = ulong.Parse(Option("--seed") ?? "1", CultureInfo.InvariantCulture);
var failed = 0;
foreach (var target in FuzzTargets.All.Where(target => Option("--target") is not { } name || target.Name == name))
{
    var report = FuzzRunner.Run(target, inputs, seed);
    Console.WriteLine(report);
    failed += report.Escaped + (report.Heap.IsFlat ? 0 : 1);
}

return failed == 0 ? 0 : 1;

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
